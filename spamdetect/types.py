"""The values that flow through the package. This module imports nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["html", "text"]
Status = Literal["scanned", "skipped", "failed"]
Label = Literal["clean", "injected", "spam"]
Severity = Literal["low", "medium", "high"]
Confidence = Literal["low", "medium", "high"]
Action = Literal["cut", "unlink", "review"]
Origin = Literal[
    "body", "title", "meta", "structured-data", "attribute", "comment", "script", "noscript",
    "template", "frame", "after-end",
]  # fmt: skip
Section = Literal["main", "header", "nav", "footer", "aside", "head", "none"]
Topic = Literal[
    "gambling", "adult", "pharma", "replica", "loans", "essay", "crypto", "piracy", "seo", "other",
]  # fmt: skip

TOPICS: tuple[Topic, ...] = (
    "gambling", "adult", "pharma", "replica", "loans", "essay", "crypto", "piracy", "seo", "other",
)  # fmt: skip


# Why an empty page is skipped: the one reason for which nothing of a site was missed.
EMPTY = "empty"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)`. Where it counts (source, page or block text) is said by its owner."""

    start: int
    """First position inside the stretch."""
    end: int
    """First position behind it."""


@dataclass(frozen=True, slots=True)
class Hiding:
    """How an element is kept from a reader's eyes."""

    technique: str
    """Name of the trick: `display-none`, `off-screen`, `zero-size`, `tiny-font`, `same-colour`, ..."""
    source: Literal["inline", "stylesheet", "attribute", "element", "script"]
    """Where the trick is written: a style attribute, a style sheet, an HTML attribute, the element itself, a
    script that hides it."""
    idiom: str | None = None
    """The legitimate practice that it looks like (`screen-reader`, `menu`, `modal`, ...), or None."""
    extreme: bool = False
    """True for values that no honest style sheet uses, such as an offset of 99,196 pixels."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, written as an element, as Markdown, or as a bare address or domain in the text."""

    href: str
    """The address as written, entities resolved, white space trimmed."""
    host: str
    """Lower-case host name, empty for a relative address, `mailto:` and the like."""
    start: int
    """Where the anchor text starts in `Block.text`."""
    end: int
    """Where the anchor text ends in `Block.text`; equal to `start` for an empty anchor."""
    rel: str = ""
    """The `rel` attribute, lower case."""
    form: Literal["element", "image", "markdown", "bare"] = "element"
    """How it is written; `image` is an element that shows a picture and no words."""


@dataclass(frozen=True, slots=True)
class Block:
    """The unit that a verdict is about: the text of one block-level element, one line, or one hidden place."""

    index: int
    """Position in `Document.blocks`, which is the order of the source."""
    text: str
    """The text as a parser hands it over (entities resolved, white space kept)."""
    origin: Origin = "body"
    """What kind of place it comes from."""
    section: Section = "none"
    """The landmark of the page that it stands in."""
    tag: str = ""
    """Lower-case name of the element that owns it; empty in plain text."""
    region: int = -1
    """Number of the outermost hidden element around it, the same for all blocks in there; -1 if shown."""
    hiding: Hiding | None = None
    """How that element is hidden, or None for a block that is shown."""
    quoted: bool = False
    """True inside `pre`, `code`, `blockquote`, `textarea` and their like: the page talks about it."""
    links: tuple[Link, ...] = ()
    """The links whose anchor text lies in this block, by start."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score."""

    feature: str
    """Name of the feature."""
    sentence: str
    """What it says about this place, as one sentence without the full stop."""
    weight: float
    """Its share of the log-odds; the weights of a verdict add up to its logit."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says about a place in the page, or about the page."""

    block: int
    """Index of the block it is about; -1 for the whole page."""
    span: Span
    """The judged stretch of `Block.text`."""
    probability: float
    """Calibrated probability of being injected (of being spam, for the whole page)."""
    label: Label
    """The decision at the chosen false-positive rate."""
    topic: Topic
    """What it advertises, if it is spam."""
    technique: str
    """How it is put into the page: `visible-text`, `visible-link`, `display-none`, `meta`, ..."""
    reasons: tuple[Reason, ...] = ()
    """Why, strongest first; the weights add up to the logit of the uncalibrated probability."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the source as a report shows it."""

    text: str
    """The source, shortened where it is long; control characters are still in it."""
    marked: bool
    """True for what the finding is about, false for what stands around it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at."""

    rule: str
    """Stable rule id, such as `SD101`."""
    name: str
    """Short readable name of the rule, such as `hidden-block`."""
    topic: Topic
    """What it advertises."""
    technique: str
    """How it is put into the page and hidden."""
    severity: Severity
    """How bad it is if true."""
    confidence: Confidence
    """How sure the model is."""
    probability: float
    """Calibrated probability."""
    action: Action
    """What cleaning does: `cut` removes the spans, `unlink` removes the tags of a link and keeps its words,
    `review` removes nothing (the page as a whole is spam)."""
    spans: tuple[Span, ...]
    """What cleaning removes, in order, in offsets of the page as it was given: bytes for `bytes`, characters
    for `str`. For `review`: where to look."""
    line: int
    """1-based line of the first span."""
    column: int
    """1-based column of the first span, in characters."""
    excerpt: str
    """The readable text of the finding, shortened, control characters taken out."""
    reasons: tuple[Reason, ...]
    """Why, strongest first."""
    fingerprint: str
    """Hash of rule and normalised text; survives moves within the page."""
    hosts: tuple[str, ...] = ()
    """The hosts that its links lead to, sorted; relative addresses have none."""
    source: tuple[Piece, ...] = ()
    """The source of the finding with a little around it, shortened; for a person to read, not to cut."""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer for one page. Nothing in it is None for want of an answer: `status` and `reason` say why."""

    status: Status
    """`scanned`; `skipped` by choice (empty, binary, too large); or `failed`."""
    reason: str | None
    """Why it was not scanned; None for a scanned page."""
    kind: Kind
    """What the page was read as."""
    encoding: str | None
    """Name of the encoding it was decoded from; None for `str`."""
    label: Label
    """`clean`, `injected` (an honest page that carries somebody's spam), `spam` (spam as a whole). Means
    something only for a scanned page."""
    probability: float
    """Calibrated probability that the page is not clean."""
    findings: tuple[Finding, ...] = ()
    """What a person should look at, by position."""
    verdicts: tuple[Verdict, ...] = ()
    """What the model judged, by block; places that the cheap first look found sure clean have none."""
    clean_text: str = field(default="", repr=False)
    """The readable text without the injected text: block per line for HTML, the input less the spans for
    plain text."""
    clean_html: bytes | str = field(default=b"", repr=False)
    """The page as given, of the same type, less exactly the spans of the findings."""
    url: str | None = None
    """Where the page is from, if the caller said so."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One input of a run of many: where it came from and what was found in it."""

    path: str
    """The file as the user named it, with forward slashes; `-` for standard input."""
    report: Report
    """The answer; `findings` are those that count."""
    ignored: tuple[Finding, ...] = ()
    """Findings that the user said to ignore."""
    baselined: tuple[Finding, ...] = ()
    """Findings that are known from the baseline."""
    notes: tuple[str, ...] = ()
    """What is wrong with the ignore marks in it."""
    picture: str = ""
    """What it looks like in a browser, its findings outlined: a JPEG image in base 64; empty if there is none."""


@dataclass(frozen=True, slots=True)
class ModelId:
    """Which model judged."""

    id: str
    """Name of the model."""
    version: str
    """Its version; not that of the package."""
    sha256: str
    """Hash of its numbers."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one call of the command line looked at; what every report format prints."""

    documents: tuple[Checked, ...]
    """The inputs, in the order in which they were named or found."""
    model: ModelId
    """Which model judged them."""
    notes: tuple[str, ...] = ()
    """What the user should know besides: stale baseline entries, ignore marks without effect."""

    def count(self, status: Status) -> int:
        """Return how many inputs ended like this."""
        return sum(checked.report.status == status for checked in self.documents)

    @property
    def findings(self) -> int:
        """Return how many findings count."""
        return sum(len(checked.report.findings) for checked in self.documents)

    @property
    def ignored(self) -> int:
        """Return how many findings the user said to ignore."""
        return sum(len(checked.ignored) for checked in self.documents)

    @property
    def baselined(self) -> int:
        """Return how many findings are known from the baseline."""
        return sum(len(checked.baselined) for checked in self.documents)

    @property
    def missed(self) -> bool:
        """Return whether something was not looked at, or nothing was; an empty page hides nothing."""
        left = [checked.report.reason for checked in self.documents if checked.report.status != "scanned"]
        return len(left) == len(self.documents) or any(reason != EMPTY for reason in left)

    @property
    def exit_code(self) -> int:
        """Return 1 if anything was found, else 3 if anything was missed, else 0."""
        if self.findings:
            return 1
        return 3 if self.missed else 0
