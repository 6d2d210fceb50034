"""Techniques for HTML pages: where content goes and what hides it there."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject import scripts
from spamdetect.train.inject.chance import by_weight, likely, size
from spamdetect.train.inject.content import CONTENTS, Writer, block, enclosed, halves
from spamdetect.train.inject.edits import Edit
from spamdetect.train.inject.hiding import hide, inline
from spamdetect.train.inject.outline import Outline, cut_points


@dataclass(frozen=True, slots=True)
class Attack:
    """A page under attack."""

    page: Outline
    """Where something can be put in."""
    writer: Writer
    """What is put in."""
    random: Random
    """What draws."""

    def edge(self) -> int:
        """Return a place at the top or the bottom of the page, where most kits write."""
        page = self.page
        where = by_weight(
            self.random,
            {"top": 5, "bottom": 6, "after-body": 2, "after-html": 2, "header": 2, "footer": 3, "head": 0.4},
        )
        choices = {
            "top": [page.body], "bottom": [page.body_end], "after-body": [page.after_body],
            "after-html": [page.after_html],
            "header": page.before.get("header", []) + page.behind.get("header", []),
            "footer": page.closing.get("footer", []) + page.before.get("footer", []),
            "head": [page.head],
        }[where]  # fmt: skip
        return self.random.choice(choices or [page.body, page.body_end])

    def middle(self) -> int:
        """Return a place between blocks of the article."""
        return self.random.choice(self.page.article_breaks)

    def anywhere(self) -> int:
        """Return any place at which a block can stand."""
        how = by_weight(self.random, {"edge": 5, "middle": 4, "any": 1})
        if how == "any":
            return self.random.choice(self.page.breaks)
        return self.edge() if how == "edge" else self.middle()

    def inside_text(self) -> int | None:
        """Return a place between two words of a sentence, or None if the page has no sentence."""
        if not self.page.runs:
            return None
        start, end = self.random.choice(self.page.runs)
        points = cut_points(self.page.text, start, end)
        return self.random.choice(points) if points else None

    def hidden(self, content: str, place: int) -> list[Edit]:
        """Hide content at a place."""
        hidden = hide(content, self.random)
        if not hidden.head:
            return [Edit(place, self.random.choice(("", "\n")) + hidden.markup)]
        if likely(self.random, 0.5):
            return [Edit(place, hidden.head + hidden.markup)]
        return [Edit(self.page.head, hidden.head + "\n"), Edit(place, hidden.markup)]


def visible_block(attack: Attack, kinds: tuple[str, ...], place: int) -> list[Edit]:
    """Put shown content at a place."""
    content = CONTENTS[attack.random.choice(kinds)](attack.writer)
    return [
        Edit(
            place,
            attack.random.choice(("", "\n"))
            + block(content, attack.random)
            + attack.random.choice(("", "\n")),
        )
    ]


def strip(attack: Attack) -> list[Edit]:
    """Show links at the top or the bottom."""
    return visible_block(attack, ("links",), attack.edge())


def words(attack: Attack) -> list[Edit]:
    """Show keywords and bare domains, or a chat contact, without links."""
    return visible_block(attack, ("words", "words", "contact"), attack.edge())


def prose(attack: Attack) -> list[Edit]:
    """Put a paragraph between two of the article, or before or behind it."""
    content = CONTENTS[
        attack.random.choice(("prose", "prose", "prose", "stuffed", "salad", "single", "contact"))
    ](attack.writer)
    tag = by_weight(attack.random, {"p": 8, "div": 3, "li": 0.3, "h3": 0.2, "span": 0.5, "": 0.5})
    return [Edit(attack.middle(), enclosed(content, tag) + attack.random.choice(("", "\n")))]


def article(attack: Attack) -> list[Edit]:
    """Put a whole article in."""
    place = attack.middle() if likely(attack.random, 0.6) else attack.edge()
    return [Edit(place, "\n" + block(CONTENTS["article"](attack.writer), attack.random))]


def sentence(attack: Attack) -> list[Edit]:
    """Put a sentence or a phrase into existing paragraphs."""
    places = {attack.inside_text() for _ in range(size(attack.random, 1, 3))}
    return [
        Edit(place, insertion(attack) + " ")
        for place in sorted(place for place in places if place is not None)
    ]


def insertion(attack: Attack) -> str:
    """Return what fits into a sentence."""
    how = by_weight(attack.random, {"link": 6, "sentence": 3, "phrase": 1.5, "contact": 0.5})
    if how == "sentence":
        return attack.writer.prose(1, int(likely(attack.random, 0.4)))
    if how == "phrase":
        return attack.writer.escape(attack.writer.campaign.keyword())
    return attack.writer.link() if how == "link" else attack.writer.contact()


def unlink(attack: Attack) -> list[Edit]:
    """Link honest words of the article to the campaign: only the tags are put in."""
    if not attack.page.runs:
        return []
    edits = []
    for start, end in attack.random.sample(
        attack.page.runs, min(len(attack.page.runs), size(attack.random, 1, 3))
    ):
        points = cut_points(attack.page.text, start, end)
        if len(points) < 6:
            continue
        first = attack.random.randrange(len(points) - 4)
        last = points[first + attack.random.randint(1, 3)]
        inner = attack.page.text[points[first] : last]
        stop = points[first] + len(inner.rstrip())
        opening = attack.writer.link().split(">")[0] + ">"
        if "&" not in inner and stop > points[first]:
            edits += [Edit(points[first], opening), Edit(stop, "</a>")]
    return edits


def rewritten(attack: Attack) -> list[Edit]:
    """Put phrases and links in the place of words of an article."""
    edits = []
    for start, end in attack.random.sample(
        attack.page.runs, min(len(attack.page.runs), size(attack.random, 1, 4))
    ):
        points = cut_points(attack.page.text, start, end)
        if len(points) < 4:
            continue
        first = attack.random.randrange(len(points) - 2)
        words = attack.page.text[points[first] : points[first + attack.random.randint(1, 2)]]
        phrase = (
            attack.writer.link()
            if likely(attack.random, 0.5)
            else attack.writer.escape(attack.writer.campaign.phrase())
        )
        edits.append(Edit(points[first], phrase, points[first] + len(words.rstrip())))
    return edits


def hidden(attack: Attack) -> list[Edit]:
    """Hide content anywhere."""
    return attack.hidden(attack.writer.any(), attack.anywhere())


def hidden_among(attack: Attack) -> list[Edit]:
    """Hide a link between several blocks of the article."""
    before, _, after = inline("\0", attack.random).markup.partition("\0")
    return [
        Edit(attack.middle(), f"{before}{attack.writer.single()}{after}\n")
        for _ in range(size(attack.random, 1, 6))
    ]


def hidden_inside(attack: Attack) -> list[Edit]:
    """Hide a link in the middle of a sentence."""
    place = attack.inside_text()
    if place is None:
        return []
    content = attack.writer.link() if likely(attack.random, 0.6) else attack.writer.single()
    return [Edit(place, inline(content, attack.random, inside_text=True).markup)]


def hidden_goods(attack: Attack) -> list[Edit]:
    """Hide links that sell furniture or icons, with no spam word."""
    return attack.hidden(attack.writer.off_topic(), attack.anywhere())


def beacon(attack: Attack) -> list[Edit]:
    """Hide content, and further on the mark by which the kit finds its pages again."""
    mark = "".join(attack.random.choices("abcdefghijklmnopqrstuvwxyz", k=2)) + "".join(
        attack.random.choices("0123456789", k=7)
    )
    return [
        *attack.hidden(attack.writer.single(), attack.middle()),
        Edit(attack.page.body_end, f'<div style="display: none">{mark}</div>'),
    ]


def fallback(attack: Attack) -> list[Edit]:
    """Put content where browsers do not draw it."""
    tag = by_weight(attack.random, {"noscript": 5, "template": 1, "noframes": 0.4})
    return [Edit(attack.edge(), f"<{tag}>{attack.writer.any()}</{tag}>")]


def comment(attack: Attack) -> list[Edit]:
    """Put content into a comment."""
    return [Edit(attack.anywhere(), f"<!-- {attack.writer.any().replace('--', '-')} -->")]


def attribute(attack: Attack) -> list[Edit]:
    """Stuff keywords into the alt and title texts of images and links."""
    campaign, found = attack.writer.campaign, attack.page.attributes()
    text = html.escape(", ".join(campaign.phrase() for _ in range(size(attack.random, 2, 20))))
    if found and likely(attack.random, 0.7):
        start, end = attack.random.choice(found)
        return [Edit(end, f" {text}")] if likely(attack.random, 0.5) else [Edit(start, text, end)]
    return [Edit(attack.anywhere(), f'<img src="data:," width="1" height="1" alt="{text}">')]


def hijack(attack: Attack) -> list[Edit]:
    """Replace or extend title and meta tags."""
    campaign, page = attack.writer.campaign, attack.page
    targets = [(name, start, end) for name, start, end in page.metas()]
    if page.title is not None:
        targets = [
            ("title", *page.title),
            *(attack.random.sample(targets, attack.random.randint(0, len(targets)))),
        ]
    edits = []
    for name, start, end in targets:
        text = {
            "keywords": lambda: ", ".join(campaign.phrase() for _ in range(size(attack.random, 2, 30))),
            "description": campaign.sentence, "og:description": campaign.sentence,
        }.get(name, campaign.title)()  # fmt: skip
        text = html.escape(text)
        how = by_weight(attack.random, {"replace": 6, "before": 3, "behind": 3})
        joint = attack.random.choice((" - ", " | ", " : ", ", "))
        edits.append(
            {
                "replace": Edit(start, text, end),
                "before": Edit(start, text + joint),
                "behind": Edit(end, joint + text),
            }[how]
        )
    if not edits or likely(attack.random, 0.15):
        name = attack.random.choice(("keywords", "description"))
        edits.append(
            Edit(
                page.head,
                f'<meta name="{name}" content="{html.escape(campaign.title())}, {html.escape(campaign.phrase())}">\n',
            )
        )
    return edits


def structured(attack: Attack) -> list[Edit]:
    """Put in a product with a rating, as slot pages have it for search results."""
    campaign = attack.writer.campaign
    phrase = campaign.phrase()
    product = {
        "@context": "https://schema.org",
        "@type": attack.random.choice(("Product", "Product", "WebSite", "Organization", "Article")),
        "name": campaign.title(),
        "description": campaign.sentence(), "url": campaign.address(phrase),
        "brand": {"@type": "Brand", "name": phrase},
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": str(attack.random.randint(45, 50) / 10),
        "ratingCount": attack.random.randint(900, 999999)},
    }  # fmt: skip
    text = json.dumps(
        product, ensure_ascii=likely(attack.random, 0.4), indent=attack.random.choice((None, 1))
    ).replace("</", "<\\/")
    return [
        Edit(
            attack.page.head if likely(attack.random, 0.6) else attack.edge(),
            f'<script type="application/ld+json">{text}</script>',
        )
    ]


def head_links(attack: Attack) -> list[Edit]:
    """Point canonical, AMP and language links to the campaign."""
    address = html.escape(attack.writer.campaign.address(attack.writer.campaign.phrase()))
    shapes = (
        '<link rel="canonical" href="{}">',
        '<link rel="amphtml" href="{}">',
        '<link rel="alternate" hreflang="id-ID" href="{}">',
        '<meta property="og:url" content="{}">',
    )
    chosen = attack.random.sample(shapes, attack.random.randint(1, 3))
    return [
        Edit(attack.page.head, "\n".join(shape.format(address) for shape in chosen) + "\n"),
        *(strip(attack) if likely(attack.random, 0.3) else ()),
    ]


def script(attack: Attack) -> list[Edit]:
    """Write content by a script, often hidden as well."""
    content = attack.writer.any()
    if likely(attack.random, 0.6):
        content = inline(content, attack.random).markup
    return [Edit(attack.edge(), scripts.writing(content, attack.random))]


def redirect(attack: Attack) -> list[Edit]:
    """Send visitors away."""
    address = attack.writer.campaign.address(attack.writer.campaign.phrase())
    return [
        Edit(
            attack.page.head if likely(attack.random, 0.6) else attack.edge(),
            scripts.redirect(address, attack.random),
        )
    ]


def frame(attack: Attack) -> list[Edit]:
    """Put in a frame with spam in it or behind it."""
    random = attack.random
    if likely(random, 0.6):
        inside = f"srcdoc='{html.escape(attack.writer.any())}'"
    else:
        inside = f'src="{html.escape(attack.writer.campaign.address(attack.writer.campaign.phrase()))}"'
    look = random.choice((
        'width="0" height="0" frameborder="0"', 'style="display:none"',
        'style="position:fixed;top:0;left:0;width:100%;height:100%;border:0;z-index:99999"',
        'style="position:absolute;left:-9999px"', 'width="1" height="1"',
    ))  # fmt: skip
    return [Edit(attack.edge(), f"<iframe {inside} {look}></iframe>")]


def reader(attack: Attack) -> list[Edit]:
    """Put in a reader's comment that starts like a real one and ends in a link."""
    before, after = halves(attack.writer.escape(attack.writer.campaign.stolen()), attack.random)
    text = (
        f"{before}{attack.writer.link()}{after}" if likely(attack.random, 0.5) else attack.writer.prose(1, 1)
    )
    name = attack.writer.escape(attack.writer.campaign.plain_phrase())
    return [Edit(attack.page.article[1], f'<li class="comment"><cite>{name}</cite><p>{text}</p></li>')]


TECHNIQUES: dict[str, tuple[Callable[[Attack], list[Edit]], float]] = {
    "strip": (strip, 9), "words": (words, 5), "prose": (prose, 7), "article": (article, 4),
    "in-sentence": (sentence, 8), "unlink": (unlink, 2), "rewritten": (rewritten, 0.7),
    "hidden": (hidden, 14), "hidden-among": (hidden_among, 4), "hidden-inside": (hidden_inside, 3),
    "hidden-goods": (hidden_goods, 3),
    "beacon": (beacon, 1), "fallback": (fallback, 2.5), "comment": (comment, 1.2),
    "attribute": (attribute, 1.2), "hijack": (hijack, 9),
    "structured": (structured, 2.5), "head-links": (head_links, 2), "script": (script, 3),
    "redirect": (redirect, 2.5), "frame": (frame, 1.2),
    "reader": (reader, 1),
}  # fmt: skip
