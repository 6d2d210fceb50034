"""One campaign: what it advertises, in which words and styles, with which hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject import brands, hosts
from spamdetect.train.inject.chance import by_weight, likely
from spamdetect.train.inject.obfuscate import obfuscation
from spamdetect.train.inject.sources import Pool, SpamSource, width
from spamdetect.types import Topic

# How often a campaign writes in the page's language and in English; else it writes in another one. Campaigns
# choose sites by their holes and not by their language.
OWN, ENGLISH = 0.36, 0.16
# How often several campaigns write at once, as link markets sell them, and how often words are obfuscated.
BESIDE, DISGUISED = 0.2, 0.08
# Texts from which on a topic of a language is met as its weight says; one of fewer would repeat itself.
ENOUGH = 40
ATTEMPTS = 40  # Draws of a language before one is taken that the page cannot hold.
# How often campaigns of each language are met on pages of another; others weigh 0.5.
ABROAD = {
    "tr": 6, "id": 6, "zh": 4, "th": 4, "vi": 4, "ja": 4, "ru": 4, "fa": 3, "ko": 3, "ar": 3, "pt": 3, "es": 2,
    "de": 2,
    "fr": 2, "it": 2, "hi": 2, "pl": 1,
}  # fmt: skip
TOPIC_WEIGHTS: dict[str, float] = {
    "gambling": 8, "adult": 2.5, "pharma": 2.5, "replica": 1.5, "loans": 1.2, "essay": 1, "crypto": 1.2,
    "piracy": 1.2, "seo": 0.8, "other": 0.12,
}  # fmt: skip
# Where a language's campaigns differ from the rest.
OWN_TOPIC_WEIGHTS: dict[str, dict[str, float]] = {
    "en": {"gambling": 5, "pharma": 5, "essay": 2.5, "replica": 2, "adult": 2.5},
    "ja": {"replica": 7, "gambling": 5},
    "tr": {"adult": 5},
}
CITIES = {
    "tr": "İstanbul,Ankara,İzmir,Bursa,Antalya,Adana,Mersin,Kayseri,Şişli,Beylikdüzü,Ataşehir,Kadıköy,Samsun,Konya",
    "en": "London,Manchester,New York,Las Vegas,Miami,Sydney,Toronto,Dubai,Dublin,Chicago,Leeds,Birmingham",
    "hi": "दिल्ली,मुंबई,जयपुर,पुणे,कोलकाता,लखनऊ", "ru": "Москва,Казань,Сочи,Екатеринбург,Самара,Новосибирск",
    "th": "กรุงเทพ,พัทยา,เชียงใหม่,ภูเก็ต,ขอนแก่น", "id": "Jakarta,Surabaya,Bandung,Medan,Bali,Semarang",
    "vi": "Hà Nội,Sài Gòn,Đà Nẵng,Hải Phòng,Cần Thơ", "zh": "北京,上海,广州,深圳,成都,杭州,重庆", "ja": "東京,大阪,名古屋,福岡,札幌",
    "ko": "서울,부산,대구,인천,강남,수원,대전", "fa": "تهران,اصفهان,شیراز,مشهد,تبریز", "ar": "دبي,الرياض,القاهرة,بيروت,جدة",
    "pt": "São Paulo,Rio de Janeiro,Brasília,Curitiba,Lisboa",
    "es": "Madrid,Barcelona,Buenos Aires,Lima,Bogotá",
    "de": "Berlin,Hamburg,München,Köln,Wien", "fr": "Paris,Lyon,Marseille,Nice,Genève",
    "it": "Roma,Milano,Napoli,Torino",
}  # fmt: skip
PLACEHOLDER = re.compile(r"\{(brand|domain|year|number|city|handle)\}")
MESSENGERS = (
    "Telegram: @{name}", "Telegram @{name}", "t.me/{name}", "https://t.me/{name}", "WhatsApp: +{phone}",
    "WhatsApp +{phone}", "wa.me/{phone}",
    "LINE: @{name}", "Line ID: {name}", "WeChat: {name}", "微信：{name}", "微信{name}", "QQ: {digits}",
    "QQ:{digits}", "QQ群{digits}",
    "카톡 {name}", "카카오톡: {name}", "텔레그램 @{name}", "텔레그램: {name}", "تلگرام: @{name}", "Zalo: {phone}",
    "Viber: +{phone}", "Skype: live:{name}",
    "Телеграм: @{name}", "飞机 @{name}", "纸飞机：{name}", "ID Line: @{name}", "Signal +{phone}",
)  # fmt: skip
DIALS = ("90", "62", "66", "84", "86", "81", "82", "98", "91", "7", "55", "44", "1", "380", "60", "63", "971")


@dataclass(frozen=True, slots=True)
class Campaign:
    """A spammer at work. Every call draws another phrase, host, ... of the same campaign."""

    language: str
    """Language of its words."""
    topic: Topic
    """What it advertises."""
    pool: Pool
    """Its words."""
    beside: Pool
    """Words of another campaign that is sold along with it, or its own."""
    source: SpamSource
    """Where filler and real hosts come from."""
    random: Random
    """What draws."""
    names: tuple[str, ...]
    """The brands that it advertises, ASCII."""
    addressing: str
    """How its links are made: `own`, `hacked`, `platform`, `short`, `redirector` or `mixed`."""
    disguise: Callable[[str, Random], str] | None
    """How it obfuscates words, if it does."""

    def brand(self) -> str:
        """Return a brand as text."""
        local = brands.native(self.random, self.language) if likely(self.random, 0.35) else None
        return local or brands.written(self.random, self.random.choice(self.names), self.topic)

    def handle(self) -> str:
        """Return a chat contact."""
        name = self.random.choice(self.names) + self.random.choice(
            ("", "_vip", "88", "_support", "bot", "_cs", str(self.random.randint(1, 9999)))
        )
        phone = self.random.choice(DIALS) + "".join(self.random.choices("0123456789", k=9))
        digits = "".join(self.random.choices("123456789", k=self.random.randint(7, 10)))
        return self.random.choice(MESSENGERS).format(name=name, phone=phone, digits=digits)

    def fill(self, text: str) -> str:
        """Fill in the placeholders of a template."""
        makers: dict[str, Callable[[], str]] = {
            "brand": self.brand, "domain": lambda: self.host("").removeprefix("www."),
            "year": lambda: str(self.random.randint(2019, 2027)),
            "number": lambda: str(self.random.choice((5, 10, 20, 24, 30, 50, 88, 99, 100, 150, 200, 300, 500,
            1000))),
            "city": self.city, "handle": self.handle,
        }  # fmt: skip
        return PLACEHOLDER.sub(lambda match: makers[match.group(1)](), text)

    def city(self) -> str:
        """Return a city where the language is spoken."""
        return self.random.choice(CITIES.get(self.language, CITIES["en"]).split(","))

    def plain_phrase(self) -> str:
        """Return one to six words that it wants to rank for."""
        random = self.random
        pool = self.beside if likely(random, 0.2) else self.pool
        how = by_weight(
            random,
            {
                "anchor": 4 if pool.anchors else 0,
                "term": 4 if pool.terms else 0,
                "brand": 1.2,
                "pair": 1.2,
                "else": 0.01,
            },
        )
        if how == "anchor":
            return self.fill(random.choice(pool.anchors))
        word = self.fill(random.choice(pool.short()))[:80]
        if how == "term":
            return (
                f"{word} {random.choice((self.city(), str(random.randint(2019, 2027))))}"
                if likely(random, 0.2)
                else word
            )
        if how == "pair":
            return f"{word} {self.fill(random.choice(pool.short()))[:80]}"
        brand = self.brand()
        return random.choice(
            (
                brand,
                f"{brand} {word}",
                f"{word} {brand}",
                f"{brand} {random.choice(hosts.words_of(self.language, self.topic))}",
            )
        )

    def phrase(self) -> str:
        """Return a phrase in the campaign's spelling."""
        return self.spelled(self.plain_phrase())

    def keyword(self) -> str:
        """Return a phrase that says by itself what is advertised; labels of a casino's menu do not."""
        if not self.pool.terms or likely(self.random, 0.3):
            return self.phrase()
        return self.spelled(self.random.choice(self.pool.terms))

    def spelled(self, text: str) -> str:
        """Return a text as the campaign spells it: some obfuscate most of what they write."""
        if self.disguise is not None and likely(self.random, 0.7):
            return self.disguise(text, self.random)
        return text

    def title(self) -> str:
        """Return a title or a heading."""
        random, pool = self.random, self.pool
        if pool.titles and likely(random, 0.75):
            return self.spelled(self.fill(random.choice(pool.titles)))
        joint = random.choice((" - ", " | ", ", ", ": ", " "))
        return self.spelled(joint.join(self.plain_phrase() for _ in range(random.randint(2, 3))))

    def sentence(self) -> str:
        """Return a sentence."""
        random, pool = self.random, self.pool
        if pool.calls and likely(random, 0.12):
            return self.spelled(self.fill(random.choice(pool.calls)))
        if pool.paragraphs and (not pool.sentences or likely(random, 0.2)):
            parts = re.split(r"(?<=[.!?。！？।؟])\s*", random.choice(pool.paragraphs))
            return self.spelled(self.fill(random.choice([part for part in parts if len(part) > 15] or parts)))
        return self.spelled(self.fill(random.choice(pool.sentences or pool.titles)))

    def paragraph(self) -> str:
        """Return a few sentences."""
        if self.pool.paragraphs and likely(self.random, 0.5):
            return self.spelled(self.fill(self.random.choice(self.pool.paragraphs)))
        joint = "" if self.language in ("zh", "ja", "th") else " "
        return joint.join(self.sentence() for _ in range(self.random.randint(2, 6)))

    def stolen(self) -> str:
        """Return an honest sentence, to hide phrases among."""
        known = self.source.filler.get(self.language) or self.source.filler.get("en")
        return self.random.choice(known) if known else self.sentence()

    def host(self, phrase: str) -> str:
        """Return a host that it advertises."""
        if self.source.hosts and likely(self.random, 0.15):
            return self.random.choice(self.source.hosts)
        return hosts.spam_host(self.random, self.random.choice(self.names), phrase, self.language, self.topic)

    def address(self, phrase: str) -> str:
        """Return an address for a link with a phrase."""
        random = self.random
        how = self.addressing
        if how == "mixed":
            how = by_weight(random, {"own": 5, "hacked": 2, "platform": 1, "short": 0.7, "redirector": 0.5})
        if how == "hacked":
            return hosts.hacked_address(random, phrase, self.source.victims)
        if how == "platform":
            return hosts.platform_address(random, random.choice(self.names), phrase)
        if how == "short":
            return hosts.short_address(random, random.choice(self.names))
        name = hosts.slug(phrase) or "go"
        path = by_weight(
            random,
            {
                "": 4,
                "/": 8,
                f"/{name}/": 2,
                f"/{name}": 1,
                f"/?ref={random.randint(10, 9999)}": 0.7,
            },
        )
        address = f"{random.choice(('http', 'https', 'https'))}://{self.host(phrase)}{path}"
        return hosts.redirected(random, address, self.source.victims) if how == "redirector" else address


def campaign(
    source: SpamSource, page_language: str, random: Random, fits: Callable[[str], bool] = lambda _: True
) -> Campaign:
    """Start a campaign.

    Args:
        source: its words.
        page_language: language of the page that it attacks, or empty.
        random: what draws.
        fits: tells whether text can be written on the page at all.
    """
    language, topic = market(source, page_language, random, fits)
    pool = source.pools[language, topic]
    beside = pool
    if likely(random, BESIDE):
        beside = source.pools[market(source, random.choice((language, "en")), random, fits)]
    doorways = 5 if topic in ("pharma", "essay", "replica", "piracy") else 1.5
    addressing = by_weight(
        random, {"own": 10, "mixed": 3, "hacked": doorways, "platform": 0.7, "short": 0.4, "redirector": 0.4}
    )
    names = tuple(brands.latin(random, topic) for _ in range(random.choice((1, 1, 2, 3, 6, 15))))
    disguise = obfuscation(random) if likely(random, DISGUISED) else None
    return Campaign(language, topic, pool, beside, source, random, names, addressing, disguise)


def market(
    source: SpamSource, page_language: str, random: Random, fits: Callable[[str], bool]
) -> tuple[str, Topic]:
    """Return a language and a topic that there is wording for."""
    known = sorted({language for language, _ in source.pools if language})
    total = sum(ABROAD.get(language, 0.5) for language in known)
    weights = {language: (1 - OWN - ENGLISH) * ABROAD.get(language, 0.5) / total for language in known}
    for language, share in ((page_language, OWN), ("en", ENGLISH)):
        if language in weights:
            weights[language] += share
    for _ in range(ATTEMPTS):
        language = by_weight(random, weights)
        own = TOPIC_WEIGHTS | OWN_TOPIC_WEIGHTS.get(language, {})
        topics = {
            topic: own[topic] * min(1.0, (richness(pool) / ENOUGH) ** 0.5)
            for (spoken, topic), pool in source.pools.items()
            if spoken == language
        }
        topic = by_weight(random, topics)
        if fits("".join(random.choices(source.pools[language, topic].short(), k=3))):
            break
    return language, topic


def richness(pool: Pool) -> int:
    """Return how many texts a pool has."""
    return sum(
        len(texts) for texts in (pool.terms, pool.anchors, pool.titles, pool.sentences, pool.paragraphs)
    )


def fragments(texts: Sequence[str], random: Random, count: int) -> list[str]:
    """Return pieces of two to five words out of texts, as salad spam is mixed of."""
    found = []
    for _ in range(count):
        parts = random.choice(texts).split()
        length = random.randint(2, 5)
        if len(parts) < 3:
            text = random.choice(texts)
            start = random.randrange(max(1, len(text) - 8))
            found.append(text[start : start + random.randint(3, 8)])
        else:
            start = random.randrange(max(1, len(parts) - length))
            found.append(" ".join(parts[start : start + length]))
    return found


def shortened(text: str, longest: int = 90) -> str:
    """Return the beginning of a text that serves as a label."""
    return text if width(text) <= longest else text[:longest].rsplit(" ", 1)[0]
