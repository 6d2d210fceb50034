"""Our own pages with something cut, doubled, moved or put in, as an attacker tries what a program does not expect."""

from hypothesis import strategies as st
from quality_cases import quality_cases

from hostile.grammar import MARKUP, REFERENCES, WORDS


@st.composite
def mutated(draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None) -> str:
    """One of some texts, by default of our cases, after a few changes."""
    page = draw(texts or st.sampled_from([case.text for case in quality_cases()]))
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(page))), draw(st.integers(0, len(page)))))
        end = min(end, start + draw(st.sampled_from([0, 1, 10, 200, 5000])))
        change = draw(st.sampled_from(["cut", "double", "put in", "break off", "move"]))
        if change == "cut":
            page = page[:start] + page[end:]
        elif change == "double":
            page = page[:end] + page[start:end] + page[end:]
        elif change == "put in":
            page = page[:start] + draw(st.one_of(WORDS, REFERENCES, MARKUP)) + page[start:]
        elif change == "break off":
            page = page[:end] if end else page
        else:
            page = page[start:end] + page[:start] + page[end:]
    return page


MUTATED = mutated()
