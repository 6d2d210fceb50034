// Asks the browser, for every marked element of every frame, whether its words can be seen.
const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function rgba(colour) {
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function luminance(colour) {
  const light = colour.slice(0, 3).map((part) => {
    const value = part / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
}

function* upwards(element) {
  for (let current = element; current; current = current.parentElement) yield current;
}

function boxes(element) {
  const found = [];
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const range = element.ownerDocument.createRange();
    range.selectNodeContents(walker.currentNode);
    found.push(...range.getClientRects());
  }
  return found;
}

function unpainted(element, style) {
  let background = [255, 255, 255, 1];
  for (const current of upwards(element)) {
    const own = style(current);
    if (own.backgroundClip === "text" || own.webkitBackgroundClip === "text") return false;
    if (own.backgroundImage !== "none") return false;
    if (rgba(own.backgroundColor)[3] > 0.5) {
      background = rgba(own.backgroundColor);
      break;
    }
  }
  const ink = rgba(style(element).webkitTextFillColor || style(element).color);
  const seen = [0, 1, 2].map((part) => ink[part] * ink[3] + background[part] * (1 - ink[3]));
  const [dark, light] = [luminance(seen), luminance(background)].sort((a, b) => a - b);
  const apart = Math.max(...[0, 1, 2].map((part) => Math.abs(seen[part] - background[part])));
  return ink[3] <= 0.05 || ((light + 0.05) / (dark + 0.05) < 1.12 && apart < 31);
}

// The point shows the element if the browser finds it there; what is behind the body's own ground is found as
// the body, though nothing is painted over it.
function hits(element, point, style) {
  if (!point) return false;
  if (element.contains(point)) return true;
  const behind = [...upwards(element)].some((current) => Number(style(current).zIndex) < 0);
  return behind && point.contains(element) && rgba(style(point).backgroundColor)[3] === 0;
}

function whySeen(element) {
  const view = element.ownerDocument.defaultView;
  const style = (of) => view.getComputedStyle(of);
  if (!element.checkVisibility({ visibilityProperty: true })) return "hidden: not rendered";
  let opacity = 1;
  for (const current of upwards(element)) {
    opacity *= Number(style(current).opacity);
    const filter = style(current).filter.match(/opacity\(([\d.]+)\)/);
    if (filter) opacity *= Number(filter[1]);
    current.inert = false; // What is inert is seen, but not found by its place.
  }
  if (opacity <= 0.05) return "hidden: opacity";
  if (parseFloat(style(element).fontSize) <= 2) return "hidden: font size";
  if (unpainted(element, style)) return "hidden: colour";
  const top = boxes(element)[0]?.top ?? 0;
  view.scrollTo(0, top + view.scrollY - view.innerHeight / 2);
  let seen = 0, all = 0;
  for (const box of boxes(element).slice(0, 8)) {
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      all += 1;
      const [x, y] = [box.left + box.width * share, box.top + box.height / 2];
      const inside = x >= 0 && y >= 0 && x < view.innerWidth && y < view.innerHeight;
      if (inside && box.width > 0.5 && box.height > 0.5)
        seen += hits(element, element.ownerDocument.elementFromPoint(x, y), style);
    }
  }
  return seen * 2 >= all && all ? "shown" : `hidden: ${seen} of ${all} points`;
}

addEventListener("load", () => {
  setTimeout(() => {
    const answers = [...document.querySelectorAll("iframe")].map((frame) =>
      [...frame.contentDocument.querySelectorAll("[mark]")].map(whySeen));
    document.body.textContent = `@@${JSON.stringify(answers)}@@`;
  }, 300);
});
