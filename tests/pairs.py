"""Hides known injections in every way, and in every pair of ways; `python tests/pairs.py` writes `docs/pairs.md`.

`evasion.py` asks what an attacker gains who sees the verdicts; this asks whether any hiding place, or one trick within
another, makes the program blind.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from quality_cases import Case, quality_cases

from spamdetect import check
from spamdetect.train.inject import obfuscate, scripts
from spamdetect.train.samples import common

TABLE = Path(__file__).parents[1] / "docs" / "pairs.md"
PAIRED = (
    8  # Injections that every pair is tried on, of as many languages: 465 pairs of 31 tricks are many pages.
)
WORST = 15  # Pairs that are listed by name.
PIECE = re.compile(r"<[^>]*>|[^<]+")
# What is put around an injection.
AROUND = {
    "display: none": '<div style="display:none">{}</div>',
    "a rule, nested and important": "<style>.k9{{color:#123;& .in{{display:none!important}}}}</style><div class=k9><div class=in>{}</div></div>",
    "a rule in a layer": "<style>@layer z{{#q7{{display:none}}}}</style><div id=q7>{}</div>",
    "visibility": '<div style="visibility:hidden">{}</div>',
    "opacity": '<div style="opacity:.01">{}</div>',
    "filter": '<div style="filter:opacity(0)">{}</div>',
    "off-screen": '<div style="position:absolute;left:-7431px">{}</div>',
    "indent": '<div style="text-indent:-9999px;overflow:hidden">{}</div>',
    "transform": '<div style="transform:translate(-9999px,0)">{}</div>',
    "no size": '<div style="height:0;width:0;overflow:hidden">{}</div>',
    "clipped": '<div style="clip-path:inset(50%)">{}</div>',
    "no type size": '<div style="font-size:0">{}</div>',
    "covered": '<div style="position:relative"><div>{}</div><div style="position:absolute;inset:0;background:#fff"></div></div>',
    "never rendered": '<div style="content-visibility:hidden">{}</div>',
    "hidden attribute": "<div hidden>{}</div>",
    "closed details": "<details><summary></summary>{}</details>",
    "closed dialog": "<dialog>{}</dialog>",
    "marquee": "<marquee width=1 height=1>{}</marquee>",
    "noscript": "<noscript>{}</noscript>",
    "template": "<template>{}</template>",
    "comment": "<!-- {} -->",
    "hidden by a script": '<div id="zp3">{}</div><script>document.getElementById("zp3").style.display="none"</script>',
    "aria-hidden and inert": "<div aria-hidden=true inert>{}</div>",
}
WRITING = {
    "script, base64": scripts.packed,
    "script, codes": scripts.char_codes,
    "script, escapes": scripts.unicode_escapes,
}
SPELLING = {
    "styled letters": obfuscate.styled, "letters of another script": obfuscate.confusable,
    "zero width": obfuscate.zero_width, "soft hyphens": obfuscate.soft_hyphen, "digits for letters": obfuscate.leet,
}  # fmt: skip
Trick = Callable[[str], str]


def around(template: str) -> Trick:
    return lambda spam: template.format(spam.replace("--", "-") if "<!--" in template else spam)


def written(coder: Trick) -> Trick:
    return lambda spam: f"<script>document.write({coder(spam)});</script>"


def spelled(way: Callable[[str, Random], str]) -> Trick:
    """Another spelling of the words that are not in a tag; a script's are left to the script."""

    def change(spam: str) -> str:
        if "<script" in spam:
            return spam
        return PIECE.sub(
            lambda piece: piece.group() if piece.group()[0] == "<" else way(piece.group(), Random(0)), spam
        )

    return change


TRICKS: dict[str, Trick] = {
    **{name: spelled(way) for name, way in SPELLING.items()},
    **{name: around(template) for name, template in AROUND.items()},
    **{name: written(coder) for name, coder in WRITING.items()},
}


def found(case: Case, tricks: Sequence[Trick]) -> bool:
    """Whether anything that was put in is found after some tricks, the first one innermost."""
    page, spans, position = "", [], 0
    for start, end in case.spans:
        spam = case.text[start:end]
        for trick in tricks:
            spam = trick(spam)
        page += case.text[position:start]
        spans.append((len(page), len(page) + len(spam)))
        page, position = page + spam, end
    report = check(page + case.text[position:])
    cut = [(span.start, span.end) for finding in report.findings for span in finding.spans]
    return report.label == "spam" or common(sorted(cut), spans) > 0


def known_injections() -> list[Case]:
    """Pages with an element put in, which is found as it is."""
    cases = [case for case in quality_cases() if case.folder == "synthetic" and case.kind == "html"]
    elements = [
        case for case in cases
        if all(case.text[start:end].strip()[:2] not in ("<s", "<!") and "<a" in case.text[start:end] and
               case.text[start:end].count("<div") == case.text[start:end].count("</div") for start, end in case.spans)
    ]  # fmt: skip
    return [case for case in elements if found(case, ())]


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits)} of {len(hits)} ({sum(hits) / max(1, len(hits)):.0%})"


def main() -> None:
    cases = known_injections()
    first = {case.sample.language: case for case in reversed(cases)}
    chosen = sorted(first.values(), key=lambda case: case.id)[:PAIRED]
    alone = {name: [found(case, [trick]) for case in cases] for name, trick in TRICKS.items()}
    pairs = {
        (one, two): [found(case, [TRICKS[one], TRICKS[two]]) for case in chosen]
        for one, two in combinations(TRICKS, 2)
    }
    paired: dict[str, list[bool]] = defaultdict(list)
    for names, hits in pairs.items():
        for name in names:
            paired[name] += hits
    rows = [f"| {name} | {share(alone[name])} | {share(paired[name])} |" for name in TRICKS]
    worst = sorted(pairs, key=lambda names: (sum(pairs[names]), names))[:WORST]
    lines = [
        "# Tricks and pairs of tricks", "",
        f"Written by `python tests/pairs.py`; do not edit. Every trick is put on {len(cases)} of our own injections that are found",
        f"as they are, and every pair of tricks, one within the other, on {len(chosen)} of them in as many languages.", "",
        "| trick | found, alone | found, with each of the others |", "|---|--:|--:|", *rows,
        f"| **all** | {share([hit for hits in alone.values() for hit in hits])} | {share([hit for hits in pairs.values() for hit in hits])} |",
        "", "The pairs that hide best:", "", "| within | around | found |", "|---|---|--:|",
        *(f"| {one} | {two} | {share(pairs[one, two])} |" for one, two in worst),
    ]  # fmt: skip
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
