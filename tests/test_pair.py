"""Two views of a page: spam on one side is found, whatever else changes with every load is not."""

import pytest

from spamdetect import Pair, check_pair

NEWS = """<p>The spring regatta takes place on 12 May. Boats leave the jetty at nine, and the last race for juniors
starts at half past three. Members who can help with the coffee stall should write to Ines before the end of
April. Lunch is in the boat house, and everybody is welcome.</p>
<p>The committee met on Tuesday and agreed on the new times for training. Juniors row on Monday and Thursday, all
others on Saturday morning, and the boats have to be back on their racks by noon. <a href="/times">All times</a></p>
<p>A new mast was paid for by the county. The old one will be cut up for benches along the towpath, which the
youth section paints in June if the weather holds.</p>"""
SPAM = """<div><a href="https://tavernabet-giris9.example/">tavernabet giriş</a>
<a href="https://kelebahis4.example/">canlı bahis siteleri</a>
<a href="https://korsanslot-tr2.example/">deneme bonusu veren slot siteleri</a></div>"""
OTHER_SPAM = """<div><a href="https://zebrabet-giris3.example/">zebrabet güncel giriş</a>
<a href="https://marsbahis7.example/">kaçak bahis siteleri</a>
<a href="https://slotpark-tr8.example/">bedava bonus veren slot siteleri</a></div>"""
DOORWAY = (
    "<p>Situs slot gacor maxwin hari ini, daftar slot online terpercaya, link alternatif slot88 dan togel "
    'online dengan bonus new member.</p> <a href="https://slotpark-tr8.example/">slot gacor</a>' * 6
)
SHOP = (
    """<section><ul><li>Oak tables for the garden, made to measure in our own workshop near the river.</li>
<li>Chairs with woven seats, sold in pairs and delivered to the door within a fortnight of the order.</li>
<li>Benches for two and for three, with or without arms, oiled twice before they leave the house.</li></ul>
<table><tr><td>Larch boards</td><td>Planed on both sides, in lengths of three and four metres</td></tr>
<tr><td>Beech dowels</td><td>Turned, dried and bundled by the dozen for joiners and schools</td></tr></table>"""
    "</section>"
)


def page(*parts: str, title: str = "Harwick Rowing Club", head: str = "") -> str:
    body = "\n".join(parts)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><header><h1>{title}</h1>"
        f'<nav><a href="/">Start</a> <a href="/news">News</a></nav></header><main>{body}</main>'
        "<footer><p>Harwick Rowing Club, Quay 4.</p></footer></body></html>"
    )


def hidden(markup: str) -> str:
    return f'<div style="display:none">{markup}</div>'


CLOAKED = {
    "a visible strip for crawlers": (page(NEWS), page(SPAM, NEWS), "crawler-only"),
    "a hidden strip for crawlers": (page(NEWS), page(NEWS, hidden(SPAM)), "crawler-only"),
    "another title": (page(NEWS), page(NEWS, title="Situs Slot Gacor Maxwin Hari Ini | Judi Online Terpercaya"), "crawler-only"),
    "another page": (page(NEWS), page(DOORWAY, title="Slot gacor maxwin"), "crawler-only"),
    "an empty shell for visitors": (page("<p>Loading</p>"), page(DOORWAY, title="Slot gacor"), "crawler-only"),
    "a strip for visitors": (page(SPAM, NEWS), page(NEWS), "browser-only"),
    "a redirect for one side": (
        page(NEWS),
        page(NEWS, head='<meta http-equiv="refresh" content="0;url=https://korsanslot-tr2.example/giris">'),
        "crawler-only",
    ),
}  # fmt: skip

AD = '<aside class="ad"><a href="https://ads{0}.adserver.example/click?id={0}{0}">{1}</a></aside>'
SAME = {
    "the same bytes": (page(NEWS), page(NEWS)),
    "a date": (page(NEWS, "<p>Printed on Tuesday, 24 November 2026, 10:15</p>"),
               page(NEWS, "<p>Printed on Tuesday, 24 November 2026, 10:17</p>")),
    "tokens": (page(NEWS, '<form><input type="hidden" name="csrf" value="8f3b2c19aa"></form><!-- cached 81f3ac -->'),
               page(NEWS, '<form><input type="hidden" name="csrf" value="02cd77e1b4"></form><!-- cached 02bb71 -->')),
    "advertisements": (page(NEWS, AD.format(1, "New shoes for the whole family, now in the shop at the harbour")),
                       page(NEWS, AD.format(2, "Insure your boat before the season starts, talk to our advisers"))),
    "an advertisement for crawlers": (page(NEWS), page(NEWS, AD.format(3, "Holiday flats by the sea, free in May"))),
    "no advertisement for crawlers": (page(NEWS, AD.format(4, "Learn to sail in a week with friends")), page(NEWS)),
    "teasers": (page(NEWS, "<ul><li><a href='/a'>Fishing licences are sold at the town hall</a></li></ul>"),
                page(NEWS, "<ul><li><a href='/b'>The library opens on Sundays from June</a></li></ul>")),
    "a counter": (page(NEWS, "<p>1,204 visitors, 3 of them now</p>"), page(NEWS, "<p>1,205 visitors, 1 of them now</p>")),
    "made ready for crawlers": (page('<div id="app"></div>', "<noscript>Please turn on JavaScript.</noscript>"), page(NEWS)),
    "a cookie banner": (page(NEWS, "<div role='dialog'><p>We use cookies to count visits.</p><button>Accept</button></div>"),
                        page(NEWS)),
    "spam for all": (page(SPAM, NEWS), page(SPAM, NEWS)),
    "other spam with every load": (page(SPAM, NEWS), page(OTHER_SPAM, NEWS)),
    "nothing but a title": (page(), page()),
}  # fmt: skip


@pytest.mark.parametrize(("browser", "crawler", "technique"), CLOAKED.values(), ids=CLOAKED)
def test_spam_for_one_side_is_found(browser: str, crawler: str, technique: str) -> None:
    pair = check_pair(browser, crawler)
    assert pair.label == "cloaked"
    assert {finding.technique for finding in pair.findings} == {technique}
    for finding in pair.findings:
        assert (finding.rule, finding.action) == ("SD301", "review")
        assert finding.reasons
        assert finding.excerpt or finding.hosts
        (first, *_) = finding.spans
        view = crawler if technique == "crawler-only" else browser
        assert view[first.start : first.end] or finding.reasons[0].feature == "fact"


@pytest.mark.parametrize(("browser", "crawler"), SAME.values(), ids=SAME)
def test_what_changes_with_every_load_is_no_finding(browser: str, crawler: str) -> None:
    for pair in (check_pair(browser, crawler), check_pair(crawler, browser)):
        assert pair.findings == ()
        assert pair.label == "same"


def test_another_page_without_spam_is_told_and_is_no_finding() -> None:
    pair = check_pair(page(NEWS), page(SHOP, title="Garden furniture from Harwick"))
    assert (pair.label, pair.findings) == ("different", ())
    assert pair.content < 0.2
    assert pair.structure < 0.5


def test_the_same_finding_has_the_same_fingerprint_on_every_page() -> None:
    one = check_pair(page(NEWS), page(SPAM, NEWS)).findings
    other = check_pair(page(SHOP), page(SHOP, SPAM)).findings
    assert [finding.fingerprint for finding in one] == [finding.fingerprint for finding in other]


def test_hosts_tell_what_only_crawlers_are_linked_to() -> None:
    pair = check_pair(page(NEWS), page(SPAM, NEWS))
    assert pair.hosts == ("kelebahis4.example", "korsanslot-tr2.example", "tavernabet-giris9.example")
    assert pair.content < 1.0


@pytest.mark.parametrize("broken", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"\x00" * 5000])
def test_what_cannot_be_read_is_no_difference(broken: bytes) -> None:
    for pair in (check_pair(broken, page(SPAM).encode()), check_pair(page(SPAM).encode(), broken)):
        assert isinstance(pair, Pair)
        assert (pair.label, pair.findings) == ("unknown", ())
        assert "scanned" in (pair.as_browser.status, pair.as_crawler.status)
