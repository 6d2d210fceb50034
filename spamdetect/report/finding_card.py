"""One finding in the HTML report: the block as text, its source, why it was flagged, what to do, where it is."""

from __future__ import annotations

from collections.abc import Iterator

from spamdetect.report.entries import Entry, Group, State, counted
from spamdetect.report.markup import Markup, element, joined, prose
from spamdetect.report.rules import RULES
from spamdetect.report.untrusted import defanged
from spamdetect.types import Finding, Reason

# Reasons that get a bar of their own; the last bar is the sum of all others, so that the bars add up.
BARS = 6
# Places that are seen at once; the others are folded away, and behind the last of them only their number stands.
PLACES = 3
MOST_PLACES = 500
HOSTS = 12
STEPS = 20  # Lengths of a bar: the style has a class for each.
VISIBLE = ("visible-text", "visible-link", "visible-links", "whole-page")
STATE_BADGES = {"ignored": "ignored", "baselined": "in the baseline"}


def anchor(state: State, finding: Finding) -> str:
    """Return the id of the card of a finding."""
    return f"{state}-{finding.fingerprint}"


def card(group: Group) -> Markup:
    """Return the card of a finding, with all the places where it is."""
    finding, rule = group.finding, RULES[group.finding.rule]
    name = anchor(group.state, finding)
    badges = [element("span", f"{finding.severity} severity", class_=f"badge {finding.severity}")]
    badges += [element("span", text, class_="badge") for text in (finding.topic, finding.technique)]
    if group.state in STATE_BADGES:
        badges.append(element("span", STATE_BADGES[group.state], class_="badge aside"))
    if group.files > 1:
        badges.append(element("span", f"on {group.files} pages", class_="badge many"))
    return element(
        "article",
        element(
            "header",
            element(
                "h3",
                element("span", rule.id, class_="id"),
                f" {rule.name}",
                element("a", "#", href=f"#{name}", class_="permalink", aria_label="Link to this finding"),
                id=f"{name}-title",
            ),
            element("p", *badges, class_="badges"),
        ),
        element("p", prose(rule.what), class_="what"),
        element("div", as_text(finding), as_source(group.entries[0]), class_="views"),
        *pictures(group),
        element("div", why(finding), todo(finding), class_="views"),
        places(group),
        id=name,
        class_="card",
        aria_labelledby=f"{name}-title",
        data_severity=finding.severity,
        data_topic=finding.topic,
        data_rule=f"{finding.rule} {finding.name}",
        data_state=group.state,
    )


def as_text(finding: Finding) -> Markup:
    """Return the block as text, and what its links lead to."""
    seen = finding.technique in VISIBLE
    title = "As a visitor sees it" if seen else "As search engines read it"
    hint = "" if seen else f"visitors do not: {finding.technique}"
    parts = [
        element("h4", title, element("small", hint)),
        element("blockquote", defanged(finding.excerpt), dir="auto"),
    ]
    if finding.hosts:
        listed = ", ".join(defanged(host) for host in finding.hosts[:HOSTS])
        more = f" and {len(finding.hosts) - HOSTS} more" if len(finding.hosts) > HOSTS else ""
        parts.append(element("p", "Leads to ", element("bdi", listed), more, class_="hosts"))
    return element("div", *parts, class_="view")


def as_source(entry: Entry) -> Markup:
    """Return the source of the finding where it was first seen, with the injected part marked."""
    finding = entry.finding
    where = f"line {finding.line}, column {finding.column}"
    pieces = [element("mark", piece.text) if piece.marked else piece.text for piece in finding.source]
    return element(
        "div",
        element("h4", "In the source", element("small", where)),
        element(
            "pre", element("code", *pieces), dir="ltr", tabindex=0, role="region",
            aria_label=f"Source at {where}",
        ),
        class_="view",
    )  # fmt: skip


def pictures(group: Group) -> Iterator[Markup]:
    """Yield the first picture there is of a page with the finding."""
    shown = next((entry.checked for entry in group.entries if entry.checked.picture), None)
    if shown is not None:
        title = element(
            "h4", "In a browser", element("small", "outlined; shown here even if visitors cannot see it")
        )
        name = f"Picture of {shown.path} with the finding outlined"
        image = element("img", src=f"data:image/jpeg;base64,{shown.picture}", alt=name, loading="lazy")
        yield element("div", title, image, class_="view picture")


def why(finding: Finding) -> Markup:
    """Return the reasons as bars: those that speak for the finding, and those that speak against it."""
    named = [reason for reason in finding.reasons if reason.feature != "other"]
    shown = sorted(named, key=lambda reason: -abs(reason.weight))[:BARS]
    rest = sum(reason.weight for reason in finding.reasons) - sum(reason.weight for reason in shown)
    bars = [*shown, Reason("other", "everything else", rest)] if len(finding.reasons) > len(shown) else shown
    largest = max((abs(reason.weight) for reason in bars), default=0.0) or 1.0
    rows = [
        element(
            "tr",
            element("th", reason.sentence, scope="row"),
            element("td", bar(reason.weight, largest)),
            element("td", f"{reason.weight:+.1f}".replace("-", "\N{MINUS SIGN}"), class_="number"),
        )
        for reason in bars
    ]
    sure = f"probability {finding.probability:.3f}, {finding.confidence} confidence"
    caption = element("caption", "Reasons and their weights", class_="unseen")
    return element(
        "div",
        element("h4", "Why it was flagged", element("small", sure)),
        element("table", caption, element("tbody", *rows), class_="bars"),
        class_="view",
    )


def bar(weight: float, largest: float) -> Markup:
    """Return a bar as long as a weight is large; its colour, beside the sign, says which way it speaks."""
    length = round(STEPS * abs(weight) / largest)
    return element(
        "span", "", class_=f"bar {'against' if weight < 0 else 'for'} w{length}", aria_hidden="true"
    )


def todo(finding: Finding) -> Markup:
    """Return what to do about the finding."""
    rule = RULES[finding.rule]
    return element(
        "div",
        element("h4", "What to do"),
        element("p", prose(rule.advice)),
        element("p", prose(f"`spamdetect rules {rule.id}` says more about it.")),
        class_="view",
    )


def places(group: Group) -> Markup:
    """Return where the finding is: a few places, and the others folded away."""
    rows = [place(entry) for entry in group.entries[:MOST_PLACES]]
    first = element("ul", *rows[:PLACES])
    title = element("h4", "Where", element("small", counted(len(group.entries), "place")))
    if len(rows) <= PLACES:
        return element("div", title, first, class_="where")
    left = len(group.entries) - len(rows)
    tail = [element("li", f"and {left:,} more, which the JSON report lists")] * (left > 0)
    folded = element(
        "details",
        element("summary", f"{len(group.entries) - PLACES:,} more"),
        element("ul", *rows[PLACES:], *tail),
    )
    return element("div", title, first, folded, class_="where")


def place(entry: Entry) -> Markup:
    """Return one place of a finding."""
    finding = entry.finding
    return element(
        "li", joined(element("code", entry.checked.path), f" line {finding.line}, column {finding.column}")
    )
