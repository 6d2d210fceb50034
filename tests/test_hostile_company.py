"""What stands around an injection never hides it, and an injection never makes spam of what stands around it.

Plain spam, which no model may miss. What attackers can do with weaker one is measured in `docs/evasion.md`.
"""

import re

import pytest
from quality_cases import quality_cases

from spamdetect import check

LINKS = (
    '<a href="https://tavernabet-giris9.example/">tavernabet giriş</a> <a href="https://kelebahis4.example/">canlı bahis '
    'siteleri</a> <a href="https://korsanslot-tr2.example/">deneme bonusu veren slot siteleri</a>'
)
INJECTIONS = {
    "shown": f'<div class="fl">{LINKS}</div>',
    "off screen": f'<div style="position:absolute;left:-9999px">{LINKS}</div>',
    "not displayed": f'<div style="display:none">{LINKS}</div>',
}
FRAME = "<!doctype html><html lang=en><head><title>Harwick Rowing Club</title></head><body><main>\n{}</main></body></html>"
# Paragraphs of our honest pages, in many languages and also about what spam advertises.
HONEST = sorted(
    {
        paragraph
        for case in quality_cases()
        if case.sample.hard and case.kind == "html"
        for paragraph in re.findall(r"<p>[^<⟦⟧]{60,}</p>", case.text)
    }
)[::5]
each_injection = pytest.mark.parametrize("name", INJECTIONS)


def is_cut(page: str) -> bool:
    """Tell whether something is found in a page and nothing is left of what was put in."""
    report = check(page)
    assert isinstance(report.clean_html, str)
    return bool(report.findings) and "kelebahis4" not in report.clean_html


@each_injection
def test_padding_never_hides_what_is_found(name: str) -> None:
    spam = INJECTIONS[name]
    for number, paragraph in enumerate(HONEST):
        pad = (paragraph + "\n") * (1, 20, 200)[number % 3]
        pages = {"behind": FRAME.format(spam + pad), "before": FRAME.format(pad + spam)}
        assert [where for where, page in pages.items() if not is_cut(page)] == [], paragraph


@each_injection
@pytest.mark.parametrize("pad", ["", "<br>", "<!-- x -->", "<p>&nbsp;</p>", "<div></div>"])
def test_an_injection_again_never_hides_what_is_found(name: str, pad: str) -> None:
    pages = {
        times: FRAME.format(HONEST[0] + (INJECTIONS[name] + pad + "\n") * times)
        for times in (1, 2, 3, 10, 60)
    }
    assert [times for times, page in pages.items() if not is_cut(page)] == []


# Pages about nothing that is advertised: other places are judged less strictly once one is sure
# (`spamdetect.policy.COMPANY`), which costs honest pages about betting, drugs and loans something.
ORDINARY = {
    case.id: case.original
    for case in quality_cases()
    if case.folder == "synthetic" and case.kind == "html" and case.sample.technique != "unlink"
}


@each_injection
def test_spam_makes_no_spam_of_an_ordinary_page(name: str) -> None:
    changed = []
    for case, page in ORDINARY.items():
        if check(page).findings or "</body>" not in page:
            continue
        report = check(page.replace("</body>", INJECTIONS[name] + "</body>"))
        if report.clean_html != page:
            changed.append(case)
    assert changed == []
