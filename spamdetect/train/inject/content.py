"""What is put into HTML pages: links, keywords, prose, in the markup that hacked themes and plugins leave."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject import hosts
from spamdetect.train.inject.campaign import Campaign, fragments
from spamdetect.train.inject.chance import by_weight, likely, size

SEPARATORS = {
    " ": 6,
    "\n": 4,
    ", ": 4,
    " | ": 3,
    "<br>": 3,
    "<br />\n": 2,
    "": 1,
    " - ": 1,
    " • ": 1,
    " / ": 1,
    "&nbsp;": 1,
    "、": 0.3,
}
# Elements around each link, and around all of them.
SHELLS = {
    "": 10,
    "li": 3,
    "p": 2,
    "span": 1,
    "h2": 0.4,
    "h3": 0.4,
    "strong": 0.7,
    "td": 0.6,
    "div": 1,
    "font": 0.3,
    "b": 0.4,
}
CLASSES = (
    "", "", "", "links", "entry-content", "widget", "textwidget", "footer-links", "site-info", "container",
    "wp-block-group", "post", "clearfix",
    "footer-28", "content", "box", "row", "seo", "hidden", "elementor-widget-container",
)  # fmt: skip
# What links without words show.
NOTHING = ("", ".", "&nbsp;", " ", '<img src="1.gif" width="1" height="1">')
# Things sold by links that use no spam word at all; the address and the hiding give them away.
OFF_TOPIC = (
    "free icons", "icon pack", "office furniture", "kitchen furniture", "wordpress themes", "premium themes",
    "firmware download", "android firmware",
    "stock firmware", "computer parts", "laptop repair", "web hosting", "car rental", "moving company",
    "roof repair", "plastic windows", "garden sheds",
    "solar panels", "carpet cleaning", "wedding dresses", "hair extensions", "weight loss", "hives treatment",
    "video converter", "fonts free",
    "logo design", "translation services", "printing services", "led lamps", "mattress", "water heater",
    "used cars", "phone cases", "vector icons",
    "free templates", "driver download", "router firmware", "sofa beds", "мебель", "иконки скачать", "окна",
    "прошивка", "компьютеры", "möbel", "mobili",
    "muebles de oficina", "mobilya", "evden eve nakliyat", "halı yıkama", "furnitur kantor", "家具", "下载", "模板",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes a campaign's content in one style of markup."""

    campaign: Campaign
    """Whose words and addresses."""
    random: Random
    """What draws."""
    quote: str
    """Quotation mark of attributes."""
    attributes: str
    """What each link has besides its address."""
    titled: bool
    """Whether links have a title attribute."""
    anchors: str
    """What links say: `phrase`, `address`, `host`, `mixed` or `nothing`."""

    references: bool
    """Whether text is written as character references."""

    @classmethod
    def of(cls, campaign: Campaign, random: Random) -> Writer:
        """Draw a style."""
        attributes = by_weight(
            random,
            {"": 14, ' target="_blank"': 4, ' rel="dofollow"': 2, ' rel="nofollow"': 0.7,
            ' target="_blank" rel="noopener"': 3,
             ' style="color:inherit"': 0.5, ' class="link"': 0.5, ' rel="external"': 0.7,
             ' rel="follow" target="_blank"': 0.5},
        )  # fmt: skip
        anchors = by_weight(random, {"phrase": 12, "host": 2, "address": 1.5, "mixed": 3, "nothing": 0.3})
        return cls(
            campaign,
            random,
            random.choice('"""\''),
            attributes,
            likely(random, 0.12),
            anchors,
            likely(random, 0.02),
        )

    def escape(self, text: str) -> str:
        """Return text as markup; some write every letter as a reference."""
        return (
            "".join(f"&#{ord(letter)};" for letter in text)
            if self.references
            else html.escape(text, quote=False)
        )

    def link(self, phrase: str | None = None, address: str | None = None) -> str:
        """Return one link."""
        phrase = self.campaign.phrase() if phrase is None else phrase
        address = address or self.campaign.address(phrase)
        how = (
            self.anchors
            if self.anchors != "mixed"
            else by_weight(self.random, {"phrase": 3, "address": 1, "host": 1})
        )
        shown = {
            "address": address, "host": address.split("/")[2].removeprefix("www."),
            "nothing": self.random.choice(NOTHING),
        }.get(how) or self.escape(phrase)  # fmt: skip
        title = f" title={self.quote}{html.escape(phrase)}{self.quote}" if self.titled else ""
        return f"<a href={self.quote}{html.escape(address)}{self.quote}{title}{self.attributes}>{shown}</a>"

    def links(self, count: int) -> str:
        """Return links in a row, each in the same shell."""
        shell = by_weight(self.random, SHELLS)
        separator = (
            by_weight(self.random, SEPARATORS)
            if shell in ("", "span", "strong", "font", "b")
            else self.random.choice(("", "\n", " "))
        )
        row = separator.join(enclosed(self.link(), shell) for _ in range(count))
        return {"li": f"<ul>{row}</ul>", "td": f"<table><tr>{row}</tr></table>"}.get(shell, row)

    def words(self) -> str:
        """Return keywords, brands and bare domains without a link."""
        return html.escape(
            bare_words(self.campaign, self.random, self.random.choice((" ", " ", ", ", " | ", "，", "\n"))),
            quote=False,
        )

    def prose(self, sentences: int, links: int) -> str:
        """Return sentences with links in them, without block markup."""
        parts = [self.escape(self.campaign.sentence()) for _ in range(sentences)]
        for place in self.random.sample(range(sentences), min(links, sentences)):
            before, after = halves(parts[place], self.random)
            parts[place] = f"{before}{self.link()}{after}"
        return ("" if self.campaign.language in ("zh", "ja", "th") else " ").join(parts)

    def article(self) -> str:
        """Return a whole article with headings."""
        parts = [
            f"<h{level}>{self.escape(self.campaign.title())}</h{level}>"
            for level in [self.random.choice((1, 2, 2, 3))]
        ]
        for _ in range(size(self.random, 1, 8)):
            if likely(self.random, 0.3):
                parts.append(f"<h2>{self.escape(self.campaign.title())}</h2>")
            if likely(self.random, 0.1):
                parts.append(
                    "<ul>"
                    + "".join(f"<li>{self.escape(self.campaign.phrase())}</li>" for _ in range(4))
                    + "</ul>"
                )
            text = self.prose(self.random.randint(1, 4), likely(self.random, 0.4))
            parts.append(f"<p>{text}</p>")
        return "\n".join(parts)

    def salad(self) -> str:
        """Return pieces of sentences with links among them: `The can <a>buy a paper</a> or the ...`."""
        texts = [self.campaign.stolen() for _ in range(4)]
        count = size(self.random, 2, 25)
        return " ".join(
            f"{self.escape(piece)} {self.link()}" for piece in fragments(texts, self.random, count)
        )

    def stuffed(self) -> str:
        """Return stolen honest sentences with phrases between them."""
        parts = []
        for _ in range(self.random.randint(2, 7)):
            phrase = self.link() if likely(self.random, 0.4) else self.escape(self.campaign.phrase())
            before, after = halves(self.escape(self.campaign.stolen()), self.random)
            parts.append(f"{before}{phrase}{after}")
        return " ".join(parts)

    def single(self) -> str:
        """Return one link between two phrases: `online pharmacy <a>buy clomid</a> no prescription`."""
        before, after = (
            self.escape(self.campaign.phrase()) if likely(self.random, 0.6) else "" for _ in range(2)
        )
        return f"{before} {self.link()} {after}".strip()

    def off_topic(self) -> str:
        """Return links that sell something harmless."""
        joint = by_weight(self.random, {" ": 3, ", ": 2, "\n": 1, "<br>": 1})
        chosen = [self.random.choice(OFF_TOPIC) for _ in range(size(self.random, 1, 12))]
        return joint.join(
            self.link(
                word,
                f"http{self.random.choice(('', 's'))}://{hosts.honest_host(self.random)}/"
                + self.random.choice(("", "", hosts.slug(word))),
            )
            for word in chosen
        )

    def contact(self) -> str:
        """Return words with a chat contact and no link."""
        text = f"{self.campaign.phrase()} {self.random.choice((' ', ' - ', '：', ' | '))}{self.campaign.handle()}"
        return html.escape(
            f"{self.campaign.sentence()} {text}" if likely(self.random, 0.4) else text, quote=False
        )

    def any(self) -> str:
        """Return content of any kind."""
        return CONTENTS[by_weight(self.random, CONTENT_WEIGHTS)](self)


def strip(writer: Writer) -> str:
    """Return a run of links."""
    return writer.links(
        size(writer.random, 1, 40) if likely(writer.random, 0.93) else size(writer.random, 40, 300)
    )


CONTENTS: dict[str, Callable[[Writer], str]] = {
    "links": strip,
    "single": Writer.single,
    "words": Writer.words,
    "prose": lambda writer: writer.prose(writer.random.randint(1, 5), size(writer.random, 1, 4) - 1),
    "salad": Writer.salad,
    "stuffed": Writer.stuffed,
    "article": Writer.article,
    "contact": Writer.contact,
    "off-topic": Writer.off_topic,
}
CONTENT_WEIGHTS = {
    "links": 8,
    "single": 4,
    "words": 2,
    "prose": 3,
    "salad": 1.5,
    "stuffed": 0.7,
    "article": 1.5,
    "contact": 1,
}


def enclosed(inner: str, tag: str) -> str:
    """Return content inside an element, or as it is if there is no tag."""
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def halves(text: str, random: Random) -> tuple[str, str]:
    """Cut a sentence between two words so that something stands between the halves."""
    words = text.split(" ")
    if len(words) < 3:
        return (text + " ", "") if likely(random, 0.5) else ("", " " + text)
    place = random.randint(1, len(words) - 1)
    return " ".join(words[:place]) + " ", " " + " ".join(words[place:])


def bare_words(campaign: Campaign, random: Random, joint: str) -> str:
    """Return keywords, brands and bare domains in a row, as the first line of a hacked news page has them."""
    domains = by_weight(random, {0.0: 3, 0.3: 2, 0.7: 3, 1.0: 1})
    parts = []
    for _ in range(size(random, 3, 45)):
        phrase = campaign.plain_phrase()
        parts.append(campaign.host(phrase) if likely(random, domains) else campaign.spelled(phrase))
    return joint.join(parts)


def block(inner: str, random: Random) -> str:
    """Return content in a block as themes leave it."""
    shape = by_weight(
        random,
        {"div": 8, "p": 4, "section": 0.6, "center": 0.5, "span": 1, "nested": 1.5, "plugin": 1, "bare": 2},
    )
    name = random.choice(CLASSES)
    mark = f' class="{name}"' if name else ""
    identity = "".join(random.choices("abcdef0123456789", k=random.randint(6, 12)))
    return {
        "div": f"<div{mark}>{inner}</div>", "p": f"<p{mark}>{inner}</p>",
        "section": f"<section{mark}>{inner}</section>",
        "center": f"<center>{inner}</center>", "span": f"<span{mark}>{inner}</span>",
        "nested": f'<div id="{identity}"><div{mark}><p>{inner}</p></div></div>',
        "plugin": f"<!-- {random.choice(('wp-footer', 'widget', 'custom html', 'begin', 'start'))} {identity} -->\n<div{mark}>{inner}</div>\n<!-- /{identity} -->",
    }.get(shape, inner)  # fmt: skip
