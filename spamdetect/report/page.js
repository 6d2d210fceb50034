"use strict";
(() => {
  const form = document.querySelector(".tools");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const filters = [...form.querySelectorAll("[data-filter]")];
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const indexed = (selector) =>
    [...document.querySelectorAll(selector)].map((element) => ({ element, text: folded(element.textContent) }));
  const cards = indexed(".card");
  const rows = indexed(".pages tbody tr");

  const apply = () => {
    // Addresses are written as example[.]com here; a search for example.com finds them too.
    const wanted = folded(search.value.trim());
    const words = [wanted, wanted.replaceAll(".", "[.]").replaceAll("://", "[:]//")];
    const found = (text) => words.some((word) => text.includes(word));
    const fits = ({ element }) => filters.every(({ value, dataset }) => !value || element.dataset[dataset.filter] === value);
    let count = 0;
    for (const card of cards) {
      const visible = fits(card) && found(card.text);
      card.element.hidden = !visible;
      count += visible;
    }
    for (const row of rows) row.element.hidden = !found(row.text);
    nothing.hidden = count > 0 || cards.length === 0;
    shown.textContent = `${count.toLocaleString("en")} of ${cards.length.toLocaleString("en")} different findings shown`;
  };

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      search.value = "";
      for (const filter of filters) filter.value = "";
      apply();
      target.scrollIntoView();
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("input", apply);
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  apply();
  reveal();
})();
