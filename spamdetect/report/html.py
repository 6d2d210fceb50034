"""The report for a site's owner: one HTML file that needs nothing else and reaches for nothing.

Its own style and script are allowed by their hashes, everything else is forbidden by its content security policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib.resources import files

from spamdetect.report.entries import State, counted, groups
from spamdetect.report.finding_card import anchor, card
from spamdetect.report.markup import Markup, element, joined
from spamdetect.types import Checked, Run

# Cards in one file: browsers stay quick, and nobody reads more. Those that count most come first.
CARDS = 1_000
# Rows in the list of pages; those with findings come first.
ROWS = 5_000
STATES: tuple[State, ...] = ("reported", "ignored", "baselined")
STATE_NAMES = {"reported": "Reported", "ignored": "Ignored", "baselined": "In the baseline"}


def render(run: Run) -> str:
    """Return the report as one page of HTML."""
    style, script = own_file("page.css"), own_file("page.js")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="format-detection", content="telephone=no, address=no, email=no"),
        element("link", rel="icon", href="data:,"),
        element("title", f"{headline(run)} - spamdetect"),
        element("style", style),
    )
    body = element("body", top(run), tools(run), main(run), bottom(run), element("script", script))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def own_file(name: str) -> Markup:
    """Return a file that lies beside this one."""
    return Markup(files(__package__).joinpath(name).read_text("utf-8"))


def policy(style: str, script: str) -> str:
    """Return the content security policy that allows this style and this script and nothing else."""
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
        for text in (style, script)
    ]
    return (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def headline(run: Run) -> str:
    """Return the result in one line; "nothing found" is said only of what was looked at."""
    scanned = counted(run.count("scanned"), "page")
    if run.findings:
        return f"{counted(run.findings, 'finding')} on {infected(run):,} of {scanned}"
    return f"Nothing found on {scanned}" if run.count("scanned") else "Nothing was scanned"


def infected(run: Run) -> int:
    """Return how many pages have findings that count."""
    return sum(bool(checked.report.findings) for checked in run.documents)


def top(run: Run) -> Markup:
    """Return the head of the page: what was found, and the counts."""
    tiles = [
        ("Pages scanned", run.count("scanned")),
        ("Pages affected", infected(run)),
        ("Different findings", len(groups(run))),
        ("Ignored", run.ignored),
        ("In the baseline", run.baselined),
        ("Not scanned", len(run.documents) - run.count("scanned")),
    ]
    lead = (
        "Somebody put text or links into these pages that advertise something foreign to them. Each block is "
        "shown as text and as it stands in the source, with the injected part marked. Nothing here is a link to "
        "those sites."
        if run.findings
        else "Only the pages in the list below were looked at, as they are stored; what a server sends to search "
        "engines alone cannot be seen in them."
    )
    return element(
        "header",
        element("p", "spamdetect report", class_="brand"),
        element("h1", headline(run)),
        element("p", lead, class_="lead"),
        element(
            "dl",
            *(
                element("div", element("dt", name), element("dd", f"{number:,}"), class_=tile_class(number))
                for name, number in tiles
            ),
            class_="tiles",
        ),
        class_="top " + ("bad" if run.findings else "good" if run.count("scanned") else "none"),
    )


def tile_class(number: int) -> str:
    """Return the class of a count: nothing to see if it is zero."""
    return "tile zero" if number == 0 else "tile"


def tools(run: Run) -> Markup:
    """Return the search field and the filters, for scripts to show."""
    found = groups(run, STATES)[:CARDS]
    choices: list[tuple[str, str, Counter[str]]] = [
        ("severity", "Severity", Counter(group.finding.severity for group in found)),
        ("topic", "Topic", Counter(group.finding.topic for group in found)),
        ("rule", "Rule", Counter(f"{group.finding.rule} {group.finding.name}" for group in found)),
    ]
    search = element(
        "label",
        element("span", "Search"),
        element("input", type="search", id="search", placeholder="Text, file or rule", autocomplete="off"),
        class_="search",
    )
    filters = [
        select(
            key,
            name,
            [("", "All")] + [(value, f"{value} ({count})") for value, count in sorted(counts.items())],
        )
        for key, name, counts in choices
    ]
    states = Counter(group.state for group in found)
    if states["ignored"] or states["baselined"]:
        named = [(state, f"{STATE_NAMES[state]} ({states[state]})") for state in STATES]
        filters.append(select("state", "Show", [*named, ("", f"All ({len(found)})")]))
    return element(
        "form",
        search,
        *filters,
        element("button", "Reset", type="reset"),
        element("output", "", id="shown", aria_live="polite"),
        class_="tools",
        role="search",
        aria_label="Filter the findings",
        hidden=True,
    )


def select(key: str, name: str, options: list[tuple[str, str]]) -> Markup:
    """Return a filter."""
    listed = [element("option", text, value=value) for value, text in options]
    return element("label", element("span", name), element("select", *listed, data_filter=key))


def main(run: Run) -> Markup:
    """Return the findings, the pages, and the notes."""
    found = groups(run, STATES)
    cards: list[str] = [card(group) for group in found[:CARDS]]
    if len(found) > CARDS:
        cards.append(
            element("p", f"And {len(found) - CARDS:,} more, which the JSON report lists.", class_="more")
        )
    parts = [
        element(
            "section",
            element("h2", "Findings", id="findings"),
            *(cards or [element("p", "There are none.", class_="more")]),
            element("p", "No finding matches the filter.", id="nothing", class_="more", hidden=True),
            aria_labelledby="findings",
        ),
        pages(run),
    ]
    if run.notes:
        notes = element("ul", *(element("li", note) for note in run.notes))
        parts.append(element("section", element("h2", "Notes", id="notes"), notes, aria_labelledby="notes"))
    return element("main", *parts)


def pages(run: Run) -> Markup:
    """Return the list of everything that was named, the pages with findings first, then what was not scanned."""
    order = sorted(
        run.documents,
        key=lambda checked: (-len(checked.report.findings), checked.report.status == "scanned"),
    )
    head = element("tr", *(element("th", name, scope="col") for name in ("Page", "Result", "Findings")))
    table = element(
        "table",
        element("caption", "Every page that was named, and what became of it", class_="unseen"),
        element("thead", head),
        element("tbody", *(page_row(checked) for checked in order[:ROWS])),
        class_="pages",
    )
    more = [element("p", f"And {len(order) - ROWS:,} more, which the JSON report lists.", class_="more")] * (
        len(order) > ROWS
    )
    return element(
        "section",
        element("h2", "Pages", id="pages"),
        element("div", table, class_="scroll", tabindex=0, role="region", aria_labelledby="pages"),
        *more,
        aria_labelledby="pages",
    )


def page_row(checked: Checked) -> Markup:
    """Return the row of one page."""
    report = checked.report
    if report.status == "scanned":
        sure = f", probability {report.probability:.3f}" if report.label != "clean" else ""
        result = joined(element("span", report.label, class_=f"badge {report.label}"), sure)
    else:
        result = joined(element("span", report.status, class_="badge left"), " ", report.reason or "")
    count: str = str(len(report.findings)) if report.status == "scanned" else ""
    if report.findings:
        name = f"{counted(len(report.findings), 'finding')}, go to the first"
        count = element("a", count, href="#" + anchor("reported", report.findings[0]), aria_label=name)
    return element(
        "tr",
        element("th", element("code", checked.path), scope="row"),
        element("td", result),
        element("td", count, class_="number"),
    )


def bottom(run: Run) -> Markup:
    """Return the foot of the page: which model judged, and by what version."""
    from spamdetect import __version__

    return element(
        "footer",
        element(
            "p",
            f"spamdetect {__version__}, model {run.model.id} {run.model.version} ",
            element("code", run.model.sha256[:16]),
        ),
        element(
            "p",
            "Weights add up to the log-odds of a finding; its probability is calibrated from them.",
        ),
    )
