"""Honest look-alikes of spam: what ordinary pages have that resembles it, put in the same way and left unmarked."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject import hosts
from spamdetect.train.inject.campaign import CITIES
from spamdetect.train.inject.chance import by_weight, likely, size
from spamdetect.train.inject.content import halves
from spamdetect.train.inject.hiding import STYLES
from spamdetect.train.inject.outline import cut_points
from spamdetect.train.inject.sources import CleanSource, Pool

NETWORKS = (
    "https://www.facebook.com/{}", "https://x.com/{}", "https://www.instagram.com/{}/", "https://www.youtube.com/@{}", "https://t.me/{}",
    "https://www.linkedin.com/company/{}", "https://wa.me/{}", "https://vk.com/{}", "https://github.com/{}", "https://mastodon.social/@{}",
)  # fmt: skip
STORES = (
    "https://apps.apple.com/app/id{}",
    "https://play.google.com/store/apps/details?id=org.{}",
    "https://apps.microsoft.com/detail/{}",
)
LANGUAGES = {
    "en": "English", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano", "pt": "Português", "nl": "Nederlands", "tr": "Türkçe",
    "ru": "Русский", "uk": "Українська", "pl": "Polski", "cs": "Čeština", "el": "Ελληνικά", "he": "עברית", "ar": "العربية", "fa": "فارسی", "ur": "اردو",
    "hi": "हिन्दी", "bn": "বাংলা", "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "vi": "Tiếng Việt", "id": "Bahasa Indonesia", "ms": "Bahasa Melayu",
    "zh": "简体中文", "zh-Hant": "繁體中文", "ja": "日本語", "ko": "한국어", "ka": "ქართული", "hy": "Հայերեն", "am": "አማርኛ", "km": "ខ្មែរ", "my": "မြန်မာ",
}  # fmt: skip
# Class names by which honest pages hide and show what they have, and what the element says about it besides.
IDIOMS = (
    ("accordion-content", 'style="display:none"'), ("collapse", 'id="faq-3"'), ("tab-pane", 'role="tabpanel" style="display: none;"'), ("modal fade", 'aria-hidden="true" style="display:none"'),
    ("offcanvas-menu", 'style="visibility:hidden"'), ("sr-only", ""), ("visually-hidden", 'style="position:absolute;clip:rect(0 0 0 0);width:1px;height:1px;overflow:hidden"'),
    ("screen-reader-text", 'style="position:absolute;left:-9999px"'), ("mobile-menu", 'style="display:none"'), ("dropdown-menu", 'style="display:none"'), ("slide", 'style="opacity:0"'),
    ("search-suggestions", "hidden"), ("toggle-body", "hidden"), ("cookie-notice", 'style="display:none"'), ("print-only", 'style="display:none"'), ("tooltip", 'style="opacity:0;visibility:hidden"'),
    ("more-text", 'style="max-height:0;overflow:hidden"'), ("lazy", 'style="opacity:0;transition:opacity .3s"'), ("form-message", 'style="display:none"'), ("translation", "hidden"), ("", 'style="display:none"'),
)  # fmt: skip
FRIENDS = (
    "Blogroll",
    "Links",
    "友情链接",
    "Friends",
    "Partner",
    "Liens",
    "Enlaces",
    "Ссылки",
    "Weblinks",
    "リンク集",
    "Bağlantılar",
    "Tautan",
    "Liên kết",
    "관련 사이트",
    "پیوندها",
    "روابط",
)
SPONSORS = (
    "Sponsors",
    "Our sponsors",
    "Sponsored by",
    "Advertisement",
    "Partners",
    "Sponsoren",
    "Patrocinadores",
    "Sponsorlar",
    "Спонсоры",
    "赞助商",
    "協賛",
    "Supported by",
    "Ad",
    "Anzeige",
)
CREDITS = (
    "Web design by",
    "Site by",
    "Powered by",
    "Theme by",
    "Website created by",
    "Webdesign",
    "Diseño web:",
    "Tasarım:",
    "Создание сайта —",
    "Réalisation :",
    "制作",
    "Desain oleh",
)
RELATED = (
    "Related articles",
    "Further reading",
    "See also",
    "Read more",
    "Ähnliche Artikel",
    "À lire aussi",
    "İlgili haberler",
    "Читайте также",
    "相关阅读",
    "関連記事",
    "Baca juga",
    "Xem thêm",
    "Leia também",
)
HOMES = (
    "Apartments in {}",
    "Homes for sale {}",
    "Flats to rent {}",
    "Wohnung mieten {}",
    "Pisos en {}",
    "{} satılık daire",
    "Купить квартиру {}",
    "Hotels in {}",
    "Plumber {}",
    "Car hire {}",
    "Dentist {}",
)
GOODS = (
    "Leather handbag", "Men's watch", "Running shoes", "Winter boots", "Silk scarf", "Wallet", "Sunglasses", "Backpack", "Silver ring", "Trail shoes", "Pocket watch", "Tote bag", "Sac à main",
    "Herrenuhr", "Laufschuhe", "Deri çanta", "Kol saati", "Кожаная сумка", "Часы мужские", "腕時計", "バッグ", "手提包", "Zapatos de cuero", "Bolso", "Tas kulit", "Sepatu lari", "Đồng hồ nam",
)  # fmt: skip
POKER = (
    "We estimate stories with planning poker: everybody shows a card, the highest and the lowest explain.", "Use the planning poker deck (1, 2, 3, 5, 8, 13) for the backlog.",
    "Sprint planning: planning poker on Tuesday, bring your cards.", "Our team bets on small releases; planning poker keeps estimates honest.",
)  # fmt: skip
TRACKERS = (
    "Google Tag Manager (noscript)", "End Facebook Pixel Code", "This page was cached by WP Super Cache", "generated 19 minutes ago, served from cache", "/.container", "BEGIN: footer widgets", "Matomo",
    "Performance optimized by W3 Total Cache. Learn more: https://www.boldgrid.com/w3-total-cache/", "This site is optimized with the Yoast SEO plugin - https://yoast.com/wordpress/plugins/seo/",
)  # fmt: skip
COOKIES = {
    "en": "We use cookies to improve your experience. Accept all", "de": "Wir verwenden Cookies, um unsere Website zu verbessern. Alle akzeptieren", "fr": "Nous utilisons des cookies. Tout accepter",
    "tr": "Size daha iyi hizmet verebilmek için çerezler kullanıyoruz. Kabul et", "ru": "Мы используем файлы cookie. Принять", "ja": "当サイトではクッキーを使用しています。同意する", "zh": "我们使用 Cookie 来改善您的体验。接受",
    "th": "เราใช้คุกกี้เพื่อพัฒนาประสบการณ์ของคุณ ยอมรับ", "vi": "Chúng tôi sử dụng cookie để cải thiện trải nghiệm. Đồng ý", "fa": "ما از کوکی‌ها استفاده می‌کنیم. می‌پذیرم", "ar": "نستخدم ملفات تعريف الارتباط. موافق",
    "ko": "당사는 쿠키를 사용합니다. 동의", "id": "Kami menggunakan cookie. Terima", "es": "Usamos cookies para mejorar su experiencia. Aceptar", "pt": "Usamos cookies. Aceitar tudo", "hi": "हम कुकीज़ का उपयोग करते हैं। स्वीकार करें",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Honest:
    """Writes honest texts and links, as HTML or as plain text."""

    source: CleanSource
    """The texts."""
    language: str
    """Language of the page, or empty."""
    random: Random
    """What draws."""
    markup: bool
    """Whether it writes HTML."""

    def pool(self, *, foreign: bool = False) -> Pool:
        """Return the texts of the page's language, or of another."""
        known = self.source.pools
        if not foreign and self.language in known:
            return known[self.language]
        return known[self.random.choice(list(known))]

    def host(self) -> str:
        """Return the host of an ordinary site."""
        return hosts.honest_host(self.random, self.source.hosts)

    def address(self, words: str = "") -> str:
        """Return an address on an ordinary site."""
        path = self.random.choice(
            (
                "",
                "/",
                "/about",
                f"/{hosts.slug(words) or 'news'}/",
                f"/{self.random.randint(2008, 2026)}/{hosts.slug(words) or 'post'}.html",
                f"/?p={self.random.randint(10, 9999)}",
            )
        )
        return f"http{self.random.choice(('s', 's', ''))}://{self.host()}{path}"

    def title(self) -> str:
        """Return a title or a label."""
        pool = self.pool()
        return self.random.choice(pool.titles or pool.anchors or pool.sentences)

    def label(self) -> str:
        """Return a few words."""
        pool = self.pool()
        return self.random.choice(pool.anchors or pool.titles)

    def sentence(self, *, foreign: bool = False) -> str:
        """Return a sentence or more."""
        pool = self.pool(foreign=foreign)
        return self.random.choice(pool.sentences or pool.paragraphs or pool.titles)

    def escape(self, text: str) -> str:
        """Return text as the page writes it."""
        return html.escape(text, quote=False) if self.markup else text

    def link(self, words: str, address: str | None = None) -> str:
        """Return a link as the page writes it: an element, Markdown, or words alone."""
        address = address or self.address(words)
        if self.markup:
            return f'<a href="{html.escape(address)}"{self.random.choice(("", "", " target=_blank", " rel=noopener"))}>{self.escape(words)}</a>'
        return self.random.choice((f"[{words}]({address})", words, words, f"{words} ({address})"))

    def hidden(self) -> str:
        """Return an attribute that hides an element until it is needed, or nothing."""
        return self.random.choice(("", "", ' style="display:none"', " hidden"))

    def about(self, *kinds: str) -> str | None:
        """Return a text about a topic of spam, in the page's language if there is one; None if there is none at all."""
        known = [
            (language, text)
            for (language, kind), texts in self.source.topical.items()
            if kind in kinds
            for text in texts
        ]
        own = [text for language, text in known if language == self.language]
        if not known:
            return None
        text = self.random.choice(own) if own and likely(self.random, 0.8) else self.random.choice(known)[1]
        return fill(text, self.host(), self.random)

    def listed(self, items: list[str]) -> str:
        """Return items as a list."""
        if not self.markup:
            return self.random.choice(("\n", "\n- ", " | ", ", ")).join(items)
        if likely(self.random, 0.6):
            return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        return self.random.choice((" | ", " · ", "<br>", " ", ", ")).join(items)


def fill(text: str, host: str, random: Random) -> str:
    """Fill in the placeholders of an honest text."""
    values = {
        "brand": host.removeprefix("www.").partition(".")[0].title(), "domain": host, "year": str(random.randint(2012, 2026)), "number": str(random.choice((5, 12, 20, 30, 50, 100))),
        "city": random.choice(CITIES["en"].split(",")), "handle": f"@{host.partition('.')[0]}",
    }  # fmt: skip
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def box(honest: Honest, heading: str, inner: str, name: str = "widget") -> str:
    """Return content under a heading."""
    if not honest.markup:
        return f"{heading}\n{inner}"
    level = honest.random.choice(("h2", "h3", "h4", "strong", "p"))
    return f'<div class="{name}"><{level}>{heading}</{level}>{inner}</div>'


def paragraph(honest: Honest, text: str | None) -> str | None:
    """Return a text as a paragraph, at times with a link to an ordinary site, or None if there is no text."""
    if text is None:
        return None
    if likely(honest.random, 0.3):
        before, after = halves(honest.escape(text), honest.random)
        shown = f"{before}{honest.link(honest.label())}{after}"
    else:
        shown = honest.escape(text)
    return f"<p>{shown}</p>" if honest.markup else shown


def links(honest: Honest, headings: tuple[str, ...], name: str, label: Callable[[], str]) -> str:
    """Return a headed list of links to ordinary sites."""
    count = size(honest.random, 2, 25)
    return box(
        honest,
        honest.random.choice(headings),
        honest.listed([honest.link(label()) for _ in range(count)]),
        name,
    )


def switcher(honest: Honest) -> str:
    """Return links to the page in many languages."""
    chosen = honest.random.sample(sorted(LANGUAGES), honest.random.randint(3, len(LANGUAGES)))
    host = honest.host()
    items = [honest.link(LANGUAGES[code], f"https://{host}/{code}/") for code in chosen]
    return (
        f'<div class="{honest.random.choice(("lang-switcher", "languages", "dropdown-menu", ""))}"{honest.hidden()}>{honest.listed(items)}</div>'
        if honest.markup
        else honest.listed(items)
    )


def alternates(honest: Honest) -> str | None:
    """Return the head links to the page in many languages."""
    host = honest.host()
    return (
        "\n".join(
            f'<link rel="alternate" hreflang="{code}" href="https://{host}/{code}/">' for code in LANGUAGES
        )
        if honest.markup
        else None
    )


def folded(honest: Honest) -> str | None:
    """Return honest text, at times with links, hidden as ordinary pages hide it."""
    if not honest.markup:
        return None
    name, mark = honest.random.choice(IDIOMS)
    inner = "".join(
        f"<p>{honest.escape(honest.sentence(foreign=likely(honest.random, 0.15)))}</p>"
        for _ in range(size(honest.random, 1, 8))
    )
    if likely(honest.random, 0.5):
        inner += honest.listed([honest.link(honest.label()) for _ in range(size(honest.random, 1, 20))])
    return f'<div class="{name}" {mark}>{inner}</div>'


def oddly_hidden(honest: Honest) -> str | None:
    """Return honest text without links, hidden by any trick: a remark of the author, an old version, a test."""
    if not honest.markup:
        return None
    name = by_weight(honest.random, {name: weight for name, (weight, _) in STYLES.items()})
    return f'<div style="{STYLES[name][1](honest.random)}">{honest.escape(honest.sentence())}</div>'


def profiles(honest: Honest) -> str:
    """Return links to the site's profiles and apps, hidden in a menu or not."""
    name = honest.host().removeprefix("www.").partition(".")[0]
    found = [
        honest.link(shape.split("/")[2].removeprefix("www."), shape.format(name))
        for shape in honest.random.sample(NETWORKS + STORES, honest.random.randint(2, 7))
    ]
    if not honest.markup:
        return honest.listed(found)
    return f'<div class="{honest.random.choice(("social", "share-links", "mobile-menu", "app-links"))}"{honest.hidden()}>{honest.listed(found)}</div>'


def quoted(honest: Honest) -> str:
    """Return a sentence in another language as a quotation."""
    text = honest.escape(honest.sentence(foreign=True))
    if not honest.markup:
        return honest.random.choice((f"> {text}", f"“{text}”", text))
    tag = honest.random.choice(("blockquote", "q", "p", "i"))
    return f"<{tag}>{text}</{tag}>"


def homes(honest: Honest) -> str:
    """Return the city links of an agent or a directory; all lead to its own site."""
    shape, host = honest.random.choice(HOMES), honest.host()
    cities = honest.random.choice(list(CITIES.values())).split(",")
    return honest.listed(
        [honest.link(shape.format(city), f"https://{host}/{hosts.slug(city) or 'city'}") for city in cities]
    )


def goods(honest: Honest) -> str:
    """Return the products of an honest shop."""
    return honest.listed(
        [
            f"{honest.escape(honest.random.choice(GOODS))} {honest.random.randint(9, 450)}.{honest.random.choice(('00', '95', '99'))} €"
            for _ in range(size(honest.random, 3, 12))
        ]
    )


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


def hidden_credit(honest: Honest) -> str:
    """Return the credit of whoever made the site."""
    text = f"{honest.random.choice(CREDITS)} {honest.link(honest.host().removeprefix('www.').partition('.')[0].title())}"
    return (
        f'<div class="{honest.random.choice(("credit", "site-info", "copyright", ""))}"{honest.hidden()}>{text}</div>'
        if honest.markup
        else text
    )


def remark(honest: Honest) -> str | None:
    """Return a reader's comment with a link to an ordinary site."""
    before, after = halves(honest.escape(honest.sentence()), honest.random)
    text = f"{before}{honest.link(honest.host())}{after}"
    return (
        f'<li class="comment"><cite>{honest.escape(honest.label())}</cite><p>{text}</p></li>'
        if honest.markup
        else text
    )


def tracking(honest: Honest) -> str | None:
    """Return a comment or a pixel of an ordinary tool."""
    if not honest.markup:
        return None
    pixel = f'<noscript><img height="1" width="1" style="display:none" src="https://www.facebook.com/tr?id={honest.random.randint(10**9, 10**10)}&amp;ev=PageView"/></noscript>'
    frame = f'<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-{honest.random.randint(1000, 99999)}" height="0" width="0" style="display:none;visibility:hidden"></iframe></noscript>'
    return honest.random.choice((pixel, frame, f"<!-- {honest.random.choice(TRACKERS)} -->"))


def code(honest: Honest) -> str:
    """Return a sample of code that hides something."""
    sample = honest.random.choice(
        (
            ".sr-only { position: absolute; left: -9999px; }",
            "document.write('<a href=\"https://example.com\">link</a>');",
            '<div style="display:none">hidden</div>',
            "curl -L https://example.com/install.sh | sh",
        )
    )
    return f"<pre><code>{html.escape(sample)}</code></pre>" if honest.markup else f"```\n{sample}\n```"


def printed(honest: Honest) -> str:
    """Return the line that a page has only on paper."""
    line = f"{honest.address()} — {honest.title()}"
    return (
        f'<div class="print-only" style="display:none">{honest.escape(line)}</div>' if honest.markup else line
    )


def cookies(honest: Honest) -> str:
    """Return a cookie notice in any language."""
    text = honest.random.choice(list(COOKIES.values()))
    return f'<div class="cookie-banner"{honest.hidden()}><p>{text}</p></div>' if honest.markup else text


TWINS: dict[str, tuple[Callable[[Honest], str | None], float]] = {
    "blogroll": (lambda honest: links(honest, FRIENDS, "widget_links", honest.label), 3),
    "friends": (lambda honest: paragraph(honest, honest.about("friends")), 1),
    "sponsors": (lambda honest: links(honest, SPONSORS, "sponsors", honest.label), 2),
    "sponsor-text": (lambda honest: paragraph(honest, honest.about("sponsor")), 1),
    "switcher": (switcher, 3), "alternates": (alternates, 0.7), "folded": (folded, 6), "oddly-hidden": (oddly_hidden, 2), "profiles": (profiles, 3),
    "accessibility": (lambda honest: paragraph(honest, honest.about("accessibility")), 0.7),
    "homes": (homes, 2), "quoted": (quoted, 3), "quotes": (lambda honest: paragraph(honest, honest.about("quotes")), 1.5),
    "news": (lambda honest: paragraph(honest, honest.about("news")), 4),
    "regulation": (lambda honest: paragraph(honest, honest.about("regulation")), 2.5),
    "medical": (lambda honest: paragraph(honest, honest.about("medical")), 2.5),
    "casino-hotel": (lambda honest: paragraph(honest, honest.about("casino_hotel")), 1.5),
    "lottery": (lambda honest: paragraph(honest, honest.about("lottery")), 1.5),
    "finance": (lambda honest: paragraph(honest, honest.about("finance")), 2),
    "shop": (lambda honest: paragraph(honest, honest.about("shop")), 2),
    "poker": (lambda honest: paragraph(honest, honest.random.choice(POKER)), 0.7),
    "goods": (goods, 1.5), "security": (security, 2), "credit": (hidden_credit, 2),
    "related": (lambda honest: links(honest, RELATED, "related", honest.title), 3),
    "remark": (remark, 2), "tracking": (tracking, 1.5), "code": (code, 0.7), "printed": (printed, 0.7), "cookies": (cookies, 1.5),
    "foreign": (lambda honest: paragraph(honest, honest.sentence(foreign=True)), 2),
}  # fmt: skip


def inside(honest: Honest, text: str, runs: list[tuple[int, int]]) -> tuple[int, str] | None:
    """Return a place within running text and an honest link for it, or None if there is no running text."""
    if not runs:
        return None
    points = cut_points(text, *honest.random.choice(runs))
    return (honest.random.choice(points), honest.link(honest.label()) + " ") if points else None
