"""Honest texts and links for look-alikes, in the words that ordinary sites use."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject import hosts
from spamdetect.train.inject.campaign import CITIES
from spamdetect.train.inject.chance import likely
from spamdetect.train.inject.content import halves
from spamdetect.train.inject.sources import CleanSource, Pool

# Headings by language.
FRIENDS = {
    "en": "Blogroll,Links,Friends,Useful links,Partner sites", "zh": "友情链接,相关链接,合作伙伴",
    "de": "Links,Weblinks,Partner,Freunde", "fr": "Liens,Liens utiles,Sites amis",
    "es": "Enlaces,Enlaces de interés,Amigos", "pt": "Links úteis,Parceiros", "it": "Link utili,Amici",
    "ru": "Ссылки,Полезные ссылки,Друзья сайта", "ja": "リンク集,お友達リンク,関連リンク",
    "tr": "Bağlantılar,Dost siteler", "id": "Tautan,Situs sahabat", "vi": "Liên kết,Liên kết website",
    "ko": "관련 사이트,링크", "fa": "پیوندها,دوستان", "ar": "روابط,مواقع صديقة", "th": "ลิงก์,เว็บเพื่อนบ้าน",
}  # fmt: skip
SPONSORS = {
    "en": "Sponsors,Our sponsors,Sponsored by,Advertisement,Partners,Supported by,Ads",
    "de": "Sponsoren,Anzeige,Unterstützt von", "es": "Patrocinadores,Publicidad", "tr": "Sponsorlar,Reklam",
    "ru": "Спонсоры,Реклама,Партнёры", "zh": "赞助商,广告", "ja": "協賛,スポンサー,広告", "fr": "Partenaires,Publicité",
    "pt": "Patrocinadores,Publicidade", "it": "Sponsor,Pubblicità", "ko": "후원,광고", "id": "Sponsor,Iklan",
    "vi": "Nhà tài trợ,Quảng cáo", "th": "ผู้สนับสนุน,โฆษณา", "fa": "حامیان,تبلیغات", "ar": "الرعاة,إعلان",
}  # fmt: skip
CREDITS = {
    "en": "Web design by,Site by,Powered by,Theme by,Website created by", "de": "Webdesign:,Umsetzung:",
    "es": "Diseño web:,Desarrollado por", "tr": "Tasarım:,Web tasarım",
    "ru": "Создание сайта —,Разработка сайта",
    "fr": "Réalisation :,Création de site", "ja": "制作,サイト制作", "zh": "技术支持：,网站建设：",
    "id": "Desain oleh,Dikembangkan oleh", "pt": "Desenvolvido por", "it": "Realizzato da,Web design",
    "vi": "Thiết kế web:", "ko": "홈페이지 제작",
}  # fmt: skip
RELATED = {
    "en": "Related articles,Further reading,See also,Read more,Sources",
    "de": "Ähnliche Artikel,Quellen,Mehr zum Thema", "fr": "À lire aussi,Sources",
    "tr": "İlgili haberler,Kaynak", "ru": "Читайте также,Источники",
    "zh": "相关阅读,参考资料", "ja": "関連記事,参考", "id": "Baca juga,Sumber", "vi": "Xem thêm,Nguồn",
    "pt": "Leia também,Fontes", "es": "Lea también,Fuentes", "it": "Leggi anche,Fonti", "ko": "관련 기사,출처",
    "ar": "اقرأ أيضا", "fa": "بیشتر بخوانید",
}  # fmt: skip
CONTACTS = {
    "en": "Contact us,Support,Questions? Write to us", "de": "Kontakt,Fragen?", "tr": "İletişim,Bize ulaşın",
    "ru": "Контакты,Напишите нам", "id": "Hubungi kami,Kontak", "vi": "Liên hệ", "th": "ติดต่อเรา",
    "zh": "联系我们", "ja": "お問い合わせ",
    "ko": "문의", "fa": "تماس با ما", "ar": "اتصل بنا", "es": "Contacto", "pt": "Contato", "fr": "Contact",
    "it": "Contatti",
}  # fmt: skip
HOMES = {
    "en": "Apartments in {},Homes for sale {},Flats to rent {},Hotels in {},Plumber {},Car hire {},Dentist {}",
    "de": "Wohnung mieten {},Immobilien {},Hotels {}", "es": "Pisos en {},Hoteles en {}",
    "tr": "{} satılık daire,{} otelleri,{} hava durumu",
    "ru": "Купить квартиру {},Гостиницы {}", "fr": "Appartement à louer {},Hôtels {}",
    "id": "Rumah dijual {},Hotel di {}", "vi": "Nhà đất {},Khách sạn {}", "th": "คอนโด{},โรงแรม{}",
    "zh": "{}租房,{}二手房,{}酒店", "ja": "{} 賃貸,{} ホテル",
    "ko": "{} 원룸,{} 호텔", "pt": "Apartamentos em {},Hotéis em {}", "it": "Case in vendita {},Hotel {}",
    "fa": "خرید آپارتمان {},هتل {}", "ar": "شقق للبيع في {},فنادق {}",
}  # fmt: skip
GOODS = {
    "en": "Leather handbag,Men's watch,Running shoes,Winter boots,Silk scarf,Wallet,Sunglasses,Backpack,Silver ring,Pocket watch,Tote bag,Vitamin C,Hand cream,Phone case,Poker set with chips,Dice cup",
    "de": "Herrenuhr,Laufschuhe,Ledertasche,Geldbörse,Rucksack,Sonnenbrille",
    "fr": "Sac à main,Montre homme,Chaussures de course,Portefeuille",
    "tr": "Deri çanta,Kol saati,Koşu ayakkabısı,Cüzdan", "ru": "Кожаная сумка,Часы мужские,Кроссовки,Кошелёк",
    "ja": "腕時計,ハンドバッグ,財布,ランニングシューズ,サングラス", "zh": "手提包,男士手表,跑步鞋,钱包,太阳镜",
    "es": "Zapatos de cuero,Bolso,Reloj de hombre,Cartera",
    "id": "Tas kulit,Sepatu lari,Jam tangan pria,Dompet", "vi": "Đồng hồ nam,Túi xách da,Giày chạy bộ",
    "ko": "손목시계,가죽 가방,운동화,지갑", "pt": "Bolsa de couro,Relógio masculino,Tênis de corrida",
    "it": "Borsa in pelle,Orologio da uomo,Scarpe da corsa", "th": "นาฬิกาข้อมือ,กระเป๋าหนัง,รองเท้าวิ่ง",
    "fa": "کیف چرم,ساعت مچی,کفش ورزشی", "ar": "حقيبة جلد,ساعة رجالية,حذاء رياضي",
}  # fmt: skip
COOKIES = {
    "en": "We use cookies to improve your experience. Accept all",
    "de": "Wir verwenden Cookies$ um unsere Website zu verbessern. Alle akzeptieren",
    "fr": "Nous utilisons des cookies. Tout accepter",
    "tr": "Size daha iyi hizmet verebilmek için çerezler kullanıyoruz. Kabul et",
    "ru": "Мы используем файлы cookie. Принять", "ja": "当サイトではクッキーを使用しています。同意する",
    "zh": "我们使用 Cookie 来改善您的体验。接受", "th": "เราใช้คุกกี้เพื่อพัฒนาประสบการณ์ของคุณ ยอมรับ",
    "vi": "Chúng tôi sử dụng cookie để cải thiện trải nghiệm. Đồng ý",
    "fa": "ما از کوکی‌ها استفاده می‌کنیم. می‌پذیرم", "ar": "نستخدم ملفات تعريف الارتباط. موافق",
    "ko": "당사는 쿠키를 사용합니다. 동의", "id": "Kami menggunakan cookie. Terima",
    "es": "Usamos cookies para mejorar su experiencia. Aceptar", "pt": "Usamos cookies. Aceitar tudo",
    "hi": "हम कुकीज़ का उपयोग करते हैं। स्वीकार करें", "it": "Utilizziamo i cookie. Accetta tutti",
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

    def word(self, table: Mapping[str, str]) -> str:
        """Return an entry of a table by language: nearly always of the page's, or else English."""
        own = table.get(self.language) or table["en"]
        return self.random.choice(
            (own if likely(self.random, 0.85) else self.random.choice(list(table.values()))).split(",")
        ).replace("$", ",")

    def host(self) -> str:
        """Return the host of an ordinary site."""
        return hosts.honest_host(self.random, self.source.hosts)

    def address(self, words: str = "", host: str = "") -> str:
        """Return an address on an ordinary site."""
        name = hosts.slug(words) or "news"
        path = self.random.choice(
            (
                "",
                "/",
                "/about",
                f"/{name}/",
                f"/{self.random.randint(2008, 2026)}/{name}.html",
                f"/?p={self.random.randint(10, 9999)}",
            )
        )
        return f"http{self.random.choice(('s', 's', ''))}://{host or self.host()}{path}"

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

    def about(self, *kinds: str) -> str | None:
        """Return a text about a topic of spam, mostly in the page's language; None if there is none."""
        known: dict[str, list[str]] = {}
        for (language, kind), texts in sorted(self.source.topical.items()):
            if kind in kinds:
                known.setdefault(language, []).extend(texts)
        near = [language for language in (self.language, "en") if language in known]
        if (not near and likely(self.random, 0.7)) or not known:
            return None
        language = near[0] if near and likely(self.random, 0.85) else self.random.choice(list(known))
        return self.filled(self.random.choice(known[language]))

    def filled(self, text: str) -> str:
        """Fill in the placeholders of a template."""
        host = self.host().removeprefix("www.")
        values = {
            "brand": host.partition(".")[0].title(), "domain": host,
            "year": str(self.random.randint(2012, 2026)),
            "number": str(self.random.choice((5, 12, 20, 30, 50, 100))),
            "city": self.random.choice(CITIES.get(self.language, CITIES["en"]).split(",")),
            "handle": f"@{host.partition('.')[0]}",
        }  # fmt: skip
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

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

    def element(self, inner: str, *names: str) -> str:
        """Return content in a block of one of these classes, hidden or not; in text the content alone."""
        return (
            f'<div class="{self.random.choice(names)}"{self.hidden()}>{inner}</div>' if self.markup else inner
        )

    def listed(self, items: list[str]) -> str:
        """Return items as a list."""
        if not self.markup:
            return self.random.choice(("\n", "\n- ", " | ", ", ")).join(items)
        if likely(self.random, 0.6):
            return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        return self.random.choice((" | ", " · ", "<br>", " ", ", ")).join(items)

    def box(self, heading: str, inner: str, name: str = "widget") -> str:
        """Return content under a heading."""
        if not self.markup:
            return f"{heading}\n{inner}"
        level = self.random.choice(("h2", "h3", "h4", "strong", "p"))
        return f'<div class="{name}"><{level}>{heading}</{level}>{inner}</div>'

    def paragraph(self, text: str | None) -> str | None:
        """Return a text as a paragraph, at times with a link to an ordinary site; None for no text."""
        if text is None:
            return None
        shown = self.escape(text)
        if likely(self.random, 0.3):
            before, after = halves(shown, self.random)
            shown = f"{before}{self.link(self.label())}{after}"
        return f"<p>{shown}</p>" if self.markup else shown
