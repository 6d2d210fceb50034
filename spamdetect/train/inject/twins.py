"""Honest look-alikes of spam: what ordinary pages have that resembles it, put in the same way, unmarked."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from functools import partial

from spamdetect.train.inject import hosts, scripts
from spamdetect.train.inject.campaign import CITIES, DIALS
from spamdetect.train.inject.chance import by_weight, likely, size
from spamdetect.train.inject.content import halves
from spamdetect.train.inject.edits import Edit
from spamdetect.train.inject.hiding import STYLES
from spamdetect.train.inject.honest import (
    CONTACTS,
    COOKIES,
    CREDITS,
    FRIENDS,
    GOODS,
    HOMES,
    RELATED,
    SPONSORS,
    Honest,
)
from spamdetect.train.inject.outline import cut_points

NETWORKS = (
    "https://www.facebook.com/{}", "https://x.com/{}", "https://www.instagram.com/{}/",
    "https://www.youtube.com/@{}", "https://t.me/{}",
    "https://www.linkedin.com/company/{}", "https://wa.me/{}", "https://vk.com/{}", "https://github.com/{}",
    "https://mastodon.social/@{}",
    "https://apps.apple.com/app/id{}", "https://play.google.com/store/apps/details?id=org.{}",
    "https://apps.microsoft.com/detail/{}",
)  # fmt: skip
LANGUAGES = {
    "en": "English", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano", "pt": "Português",
    "nl": "Nederlands", "tr": "Türkçe",
    "ru": "Русский", "uk": "Українська", "pl": "Polski", "cs": "Čeština", "el": "Ελληνικά", "he": "עברית",
    "ar": "العربية", "fa": "فارسی", "ur": "اردو",
    "hi": "हिन्दी", "bn": "বাংলা", "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia", "ms": "Bahasa Melayu",
    "zh": "简体中文", "zh-Hant": "繁體中文", "ja": "日本語", "ko": "한국어", "ka": "ქართული", "hy": "Հայերեն", "am": "አማርኛ",
    "km": "ខ្មែរ", "my": "မြန်မာ",
}  # fmt: skip
# Class names by which honest pages hide and show what they have, and what the element says about it besides.
IDIOMS = (
    ("accordion-content", 'style="display:none"'), ("collapse", 'id="faq-3"'),
    ("tab-pane", 'role="tabpanel" style="display: none;"'),
    ("modal fade", 'aria-hidden="true" style="display:none"'),
    ("offcanvas-menu", 'style="visibility:hidden"'), ("sr-only", ""),
    ("visually-hidden", 'style="position:absolute;clip:rect(0 0 0 0);width:1px;height:1px;overflow:hidden"'),
    ("screen-reader-text", 'style="position:absolute;left:-9999px"'), ("mobile-menu", 'style="display:none"'),
    ("dropdown-menu", 'style="display:none"'), ("slide", 'style="opacity:0"'),
    ("search-suggestions", "hidden"), ("toggle-body", "hidden"), ("cookie-notice", 'style="display:none"'),
    ("print-only", 'style="display:none"'), ("tooltip", 'style="opacity:0;visibility:hidden"'),
    ("more-text", 'style="max-height:0;overflow:hidden"'), ("lazy", 'style="opacity:0;transition:opacity .3s"'),
    ("form-message", 'style="display:none"'), ("translation", "hidden"), ("", 'style="display:none"'),
)  # fmt: skip
POKER = (
    "We estimate stories with planning poker: everybody shows a card, the highest and the lowest explain.",
    "Use the planning poker deck (1, 2, 3, 5, 8, 13) for the backlog.",
    "Sprint planning: planning poker on Tuesday, bring your cards.",
    "Our team bets on small releases; planning poker keeps estimates honest.",
)  # fmt: skip
TRACKERS = (
    "Google Tag Manager (noscript)", "End Facebook Pixel Code", "This page was cached by WP Super Cache",
    "generated 19 minutes ago, served from cache", "/.container", "BEGIN: footer widgets", "Matomo",
    "Performance optimized by W3 Total Cache. Learn more: https://www.boldgrid.com/w3-total-cache/",
    "This site is optimized with the Yoast SEO plugin - https://yoast.com/wordpress/plugins/seo/",
)  # fmt: skip
SAMPLES = (
    ".sr-only { position: absolute; left: -9999px; }",
    "document.write('<a href=\"https://example.com\">link</a>');", '<div style="display:none">hidden</div>',
    "curl -L https://example.com/install.sh | sh",
    "SELECT user, bet, odds FROM games WHERE casino = 1;", 'eval(atob("YWxlcnQoMSk="))',
)  # fmt: skip


def links(honest: Honest, headings: Mapping[str, str], label: Callable[[Honest], str]) -> str:
    """Return a headed list of links to ordinary sites."""
    items = [honest.link(label(honest)) for _ in range(size(honest.random, 2, 25))]
    return honest.box(honest.word(headings), honest.listed(items))


def topical(honest: Honest, kind: str) -> str | None:
    """Return a paragraph about a topic of spam."""
    return honest.paragraph(honest.about(kind))


def switcher(honest: Honest) -> str:
    """Return links to the page in many languages."""
    chosen = honest.random.sample(sorted(LANGUAGES), honest.random.randint(3, len(LANGUAGES)))
    host = honest.host()
    items = [honest.link(LANGUAGES[code], f"https://{host}/{code}/") for code in chosen]
    return honest.element(honest.listed(items), "lang-switcher", "languages", "dropdown-menu", "")


def alternates(honest: Honest) -> str | None:
    """Return the head links to the page in many languages, or its keywords."""
    if not honest.markup:
        return None
    if likely(honest.random, 0.4):
        words = ", ".join(honest.label() for _ in range(size(honest.random, 2, 20)))
        return f'<meta name="keywords" content="{html.escape(words)}">'
    host = honest.host()
    return "\n".join(
        f'<link rel="alternate" hreflang="{code}" href="https://{host}/{code}/">' for code in LANGUAGES
    )


def folded(honest: Honest) -> str | None:
    """Return honest text, at times with links, hidden as ordinary pages hide it."""
    if not honest.markup:
        return None
    name, mark = honest.random.choice(IDIOMS)
    texts = [honest.sentence(foreign=likely(honest.random, 0.15)) for _ in range(size(honest.random, 1, 8))]
    inner = "".join(f"<p>{honest.escape(text)}</p>" for text in texts)
    if likely(honest.random, 0.5):
        inner += honest.listed([honest.link(honest.label()) for _ in range(size(honest.random, 1, 20))])
    return f'<div class="{name}" {mark}>{inner}</div>'


def oddly_hidden(honest: Honest) -> str | None:
    """Return honest text without links, hidden by any trick: a remark of the author, an old version, a test."""
    if not honest.markup:
        return None
    name = by_weight(honest.random, {name: weight for name, (weight, _) in STYLES.items()})
    return f'<div style="{STYLES[name][1](honest.random)}">{honest.escape(honest.sentence())}</div>'


def commented(honest: Honest) -> str | None:
    """Return an old piece of the page that was commented out."""
    if not honest.markup:
        return None
    inner = honest.listed([honest.link(honest.label()) for _ in range(size(honest.random, 1, 8))])
    return f"<!-- {honest.random.choice((inner, honest.escape(honest.sentence()))).replace('--', '-')} -->"


def profiles(honest: Honest) -> str:
    """Return links to the site's profiles and apps, hidden in a menu or not."""
    name = honest.host().removeprefix("www.").partition(".")[0]
    chosen = honest.random.sample(NETWORKS, honest.random.randint(2, 7))
    found = [honest.link(shape.split("/")[2].removeprefix("www."), shape.format(name)) for shape in chosen]
    return honest.element(honest.listed(found), "social", "share-links", "mobile-menu", "app-links")


def contact(honest: Honest) -> str:
    """Return how to reach an honest firm by chat."""
    name = honest.host().removeprefix("www.").partition(".")[0]
    phone = f"+{honest.random.choice(DIALS)} {honest.random.randint(100, 999)} {honest.random.randint(100000, 9999999)}"
    ways = (
        f"WhatsApp: {phone}",
        f"Telegram: @{name}",
        f"LINE: @{name}",
        f"WeChat: {name}",
        f"Tel. {phone}",
        f"info@{name}.com",
        f"KakaoTalk: {name}",
        f"Skype: {name}",
    )
    return honest.box(
        honest.word(CONTACTS),
        honest.listed(
            [honest.escape(way) for way in honest.random.sample(ways, honest.random.randint(1, 3))]
        ),
        "contact",
    )


def quoted(honest: Honest) -> str:
    """Return a sentence in another language as a quotation."""
    text = honest.escape(honest.sentence(foreign=True))
    if not honest.markup:
        return honest.random.choice((f"> {text}", f"“{text}”", text))
    tag = honest.random.choice(("blockquote", "q", "p", "i"))
    return f"<{tag}>{text}</{tag}>"


def homes(honest: Honest) -> str:
    """Return the city links of an agent or a directory; all lead to its own site."""
    shape, host = honest.word(HOMES), honest.host()
    cities = CITIES.get(honest.language, CITIES["en"]).split(",")
    return honest.listed(
        [honest.link(shape.format(city), f"https://{host}/{hosts.slug(city) or 'city'}") for city in cities]
    )


def goods(honest: Honest) -> str:
    """Return the products of an honest shop."""
    names = honest.random.choice((GOODS.get(honest.language), GOODS["en"])) or GOODS["en"]
    return honest.listed([
        f"{honest.escape(honest.random.choice(names.split(',')))} {honest.random.randint(9, 450)}.{honest.random.choice(('00', '95', '99'))} €"
        for _ in range(size(honest.random, 3, 12))
    ])  # fmt: skip


def security(honest: Honest) -> str | None:
    """Return an article's quotation of spam."""
    if not honest.source.quotable:
        return None
    spam = [
        honest.escape(honest.random.choice(honest.source.quotable)) for _ in range(size(honest.random, 1, 6))
    ]
    opening = honest.about("security") or "The attackers had added hidden text to our pages. It read:"
    if not honest.markup:
        return f"{opening}\n\n" + "\n".join(f"> {line}" for line in spam)
    tag = honest.random.choice(("pre", "blockquote", "code"))
    return f"<p>{honest.escape(opening)}</p><{tag}>" + "\n".join(spam) + f"</{tag}>"


def credit(honest: Honest) -> str:
    """Return the credit of whoever made the site."""
    host = honest.host()
    maker = honest.link(host.removeprefix("www.").partition(".")[0].title(), f"https://{host}/")
    return honest.element(f"{honest.word(CREDITS)} {maker}", "credit", "site-info", "copyright", "")


def remark(honest: Honest) -> str | None:
    """Return a reader's comment with a link to an ordinary site."""
    before, after = halves(honest.escape(honest.sentence()), honest.random)
    host = honest.host()
    text = f"{before}{honest.link(honest.random.choice((host, honest.label())), honest.address(host=host))}{after}"
    return (
        f'<li class="comment"><cite>{honest.escape(honest.label())}</cite><p>{text}</p></li>'
        if honest.markup
        else text
    )


def tracking(honest: Honest) -> str | None:
    """Return a comment, a pixel or a frame of an ordinary service."""
    if not honest.markup:
        return None
    number = honest.random.randint(10**9, 10**10)
    return honest.random.choice((
        f'<noscript><img height="1" width="1" style="display:none" src="https://www.facebook.com/tr?id={number}&amp;ev=PageView"/></noscript>',
        f'<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-{number}" height="0" width="0" style="display:none;visibility:hidden"></iframe></noscript>',
        f"<!-- {honest.random.choice(TRACKERS)} -->",
        f'<iframe width="560" height="315" src="https://www.youtube.com/embed/a{number}" allowfullscreen></iframe>',
    ))  # fmt: skip


def written(honest: Honest) -> str | None:
    """Return a script that writes an honest link or sends visitors to another page of the site."""
    if not honest.markup:
        return None
    if likely(honest.random, 0.3):
        return scripts.redirect(f"/{honest.random.choice(list(LANGUAGES))}/", honest.random)
    name = honest.host()
    content = honest.random.choice(
        (
            honest.link(honest.label()),
            f'<a href="mailto:info@{name}">info@{name}</a>',
            honest.escape(honest.sentence()),
        )
    )
    return scripts.writing(content, honest.random)


def structured(honest: Honest) -> str | None:
    """Return what a site says about its articles and goods for search results."""
    if not honest.markup:
        return None
    product = {
        "@context": "https://schema.org",
        "@type": honest.random.choice(("Product", "Article", "Organization", "BreadcrumbList")),
        "name": honest.title(),
        "description": honest.sentence(), "url": honest.address(),
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.6",
        "ratingCount": honest.random.randint(3, 999)},
    }  # fmt: skip
    text = json.dumps(product, ensure_ascii=likely(honest.random, 0.4)).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def code(honest: Honest) -> str:
    """Return a sample of code that hides or writes something."""
    sample = honest.random.choice(SAMPLES)
    return f"<pre><code>{html.escape(sample)}</code></pre>" if honest.markup else f"```\n{sample}\n```"


def printed(honest: Honest) -> str:
    """Return the line that a page has only on paper."""
    return honest.element(
        f"{honest.address()} — {honest.escape(honest.title())}", "print-only", "visible-print-block", "print"
    )


def cookies(honest: Honest) -> str:
    """Return a cookie notice."""
    return honest.element(honest.word(COOKIES), "cookie-banner", "consent", "gdpr-notice")


def named_hosts(honest: Honest) -> str:
    """Return bare names of ordinary sites in a row, as sources or members."""
    return honest.box(
        honest.word(RELATED),
        honest.random.choice((", ", " ", " | ", "\n")).join(
            honest.host() for _ in range(size(honest.random, 2, 15))
        ),
    )


TWINS: dict[str, tuple[Callable[[Honest], str | None], float]] = {
    "blogroll": (lambda honest: links(honest, FRIENDS, Honest.label), 3),
    "sponsors": (lambda honest: links(honest, SPONSORS, Honest.label), 2),
    "related": (lambda honest: links(honest, RELATED, Honest.title), 3), "named-hosts": (named_hosts, 2),
    "switcher": (switcher, 3), "alternates": (alternates, 1), "folded": (folded, 6),
    "oddly-hidden": (oddly_hidden, 2), "commented": (commented, 1), "profiles": (profiles, 3),
    "contact": (contact, 2.5), "homes": (homes, 2), "quoted": (quoted, 3), "goods": (goods, 2),
    "security": (security, 2), "credit": (credit, 2), "remark": (remark, 2), "tracking": (tracking, 1.5),
    "written": (written, 1.5), "structured": (structured, 1), "code": (code, 1),
    "printed": (printed, 0.7), "cookies": (cookies, 1.5),
    "poker": (lambda honest: honest.paragraph(honest.random.choice(POKER)), 0.7),
    "foreign": (lambda honest: honest.paragraph(honest.sentence(foreign=True)), 2),
    **{kind: (partial(topical, kind=kind), weight) for kind, weight in {
        "news": 4, "regulation": 3, "medical": 3, "casino_hotel": 1.5, "lottery": 1.5, "finance": 2, "shop": 2,
        "friends": 1, "sponsor": 1, "accessibility": 0.7, "quotes": 1.5,
    }.items()},
}  # fmt: skip


def inside(honest: Honest, text: str, runs: list[tuple[int, int]]) -> list[Edit]:
    """Put an honest link, or a sentence about a topic of spam, into running text, or link words of it."""
    points = cut_points(text, *honest.random.choice(runs)) if runs else []
    if len(points) < 6:
        return []
    first = honest.random.randrange(len(points) - 4)
    how = by_weight(honest.random, {"link": 3, "words": 3, "topic": 2})
    if how == "words":
        words = text[points[first] : points[first + honest.random.randint(1, 3)]].rstrip()
        opening, closing = (
            (f'<a href="{html.escape(honest.address(words))}">', "</a>")
            if honest.markup
            else ("[", f"]({honest.address(words)})")
        )
        return (
            [Edit(points[first], opening), Edit(points[first] + len(words), closing)]
            if words and "&" not in words
            else []
        )
    put = honest.about("news", "medical", "regulation", "finance") if how == "topic" else None
    return [Edit(points[first], (honest.escape(put) if put else honest.link(honest.label())) + " ")]
