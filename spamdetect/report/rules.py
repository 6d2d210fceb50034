"""What every rule means and what to do about it, for reports that explain themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from spamdetect import policy
from spamdetect.types import Severity

# A link of a page to another one of the project, which is not there where the page is shown by itself.
LINK = re.compile(r"\[([^]\n]+)\]\([^)\n]+\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding."""

    id: str
    """Stable id, such as `SD101`."""
    name: str
    """Short readable name, such as `hidden-block`."""
    severity: Severity
    """How bad it is if true."""
    what: str
    """What was found, as one sentence."""
    advice: str
    """What to do about it."""

    @property
    def page(self) -> str:
        """Return the page that explains the rule, in Markdown; it comes with the package."""
        return LINK.sub(r"\1", (pages_folder() / f"{self.id}.md").read_text("utf-8"))


def pages_folder() -> Path:
    """Return the folder of the pages about rules: in the installed package, or in a checkout beside it."""
    installed = Path(str(resources.files("spamdetect"))) / "_rules"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "docs" / "rules"


CUT = (
    "Cut it with `spamdetect clean --write`, then find out how it got in and whether other pages have it too."
)
# By the keys of `policy.RULES`.
EXPLAINED: dict[str, tuple[str, str]] = {
    "hidden": ("Text that readers do not see advertises something foreign to the page.", CUT),
    "links": ("A run of links advertises something foreign to the page.", CUT),
    "text": ("A stretch of text advertises something foreign to the page.", CUT),
    "link": (
        "A word or name of the text was linked to a site foreign to the page.",
        "Take the link off with `spamdetect clean --write`; an honest word keeps its place. Ask who added it.",
    ),
    "head": (
        "The title or a description for search engines advertises something foreign to the page.",
        "Restore the title and the meta tags; look for a plug-in or template that rewrites them.",
    ),
    "data": (
        "Structured data for search engines advertises something foreign to the page.",
        "Remove the entry; look for a plug-in or template that writes it.",
    ),
    "attribute": ("An attribute of an element holds text that advertises something foreign.", CUT),
    "comment": ("A comment in the source holds text or links that advertise something foreign.", CUT),
    "script": (
        "A script writes text or links into the page that advertise something foreign.",
        "Remove the script, then look for the file or database entry that it is loaded from.",
    ),
    "fallback": ("Markup that browsers do not show advertises something foreign to the page.", CUT),
    "after": ("Something was added behind the end of the page.", CUT),
    "redirect": (
        "The page sends its visitors to a foreign site.",
        "Remove the redirect, then look for the code that writes it; visitors are being lost right now.",
    ),
    "address": (
        "The page tells search engines that its proper address is on a foreign site.",
        "Restore the address; search engines hand the page's rank to that site.",
    ),
    "page": (
        "The page as a whole is spam: a doorway or a page that was replaced.",
        "Delete it or restore it from a backup, and look for more pages of its kind.",
    ),
    "cloaked": (
        "Spam is shown to search engines, or to visitors from them, and hidden from everybody else.",
        "Look for code that asks for the user agent or the referrer of a request, and take it out.",
    ),
    "doorway": (
        "A page that the site does not link to, unlike its other pages, advertises something foreign.",
        "Delete it and its whole folder, then look for the file or database entry that makes such pages.",
    ),
    "listed": (
        "A sitemap or `robots.txt` sends search engines to pages that are spam.",
        "Delete the entries, and the sitemap if it is not yours; ask who may change it.",
    ),
    "takeover": (
        "The site links to a page that has become spam, such as an expired domain with a new owner.",
        "Take the link out or put an archived copy in its place.",
    ),
}

RULES: dict[str, Rule] = {
    rule: Rule(rule, name, severity, *EXPLAINED[key]) for key, (rule, name, severity) in policy.RULES.items()
}
"""Every rule, by its id."""
