"""Host names and addresses as campaigns make them; none is copied from a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from random import Random
from urllib.parse import quote

from spamdetect.train.inject import brands
from spamdetect.train.inject.chance import by_weight, likely, words

CHEAP = words(
    "com com com com net org info xyz top site online club vip live pro win bet casino icu cyou cfd sbs "
    "shop store click link fun space website life world lol buzz mobi asia co cc me tv ws to io app one "
    "games biz in us"
)
COUNTRY = {
    "tr": "com.tr tr", "id": "id co.id my.id web.id", "th": "in.th co", "vi": "vn com.vn", "zh": "cn cc hk tw",
    "ja": "jp co.jp", "ko": "kr co.kr", "fa": "ir", "ru": "ru su by kz", "pt": "com.br br pt",
    "es": "es com.mx cl pe",
    "ar": "ae ma eg", "de": "de at", "fr": "fr", "it": "it", "pl": "pl", "hi": "in co.in", "uk": "ua com.ua",
    "en": "co.uk us ca com.au",
}  # fmt: skip
# What a campaign adds to its brand in a host, by language and by topic.
WORDS = {
    "tr": "giris guncel yeni adres giris1 bahis canli bonus casino uye link tr mobil",
    "id": "slot gacor login link alternatif daftar toto judi maxwin rtp bola resmi asia",
    "th": "slot auto wallet vip bet thai pg game casino huay",
    "vi": "nhacai keo vn link casino bongda club game dangky taixiu",
    "zh": "yule tiyu caipiao qipai guoji app vip zhenren guanwang",
    "fa": "iran farsi persian enfejar poker iran1 bonus ir",
    "ru": "zerkalo official casino kazino play slots vhod online", "ko": "toto casino mt safe kr live",
    "ja": "casino japan online jp bonus",
    "pt": "aposta brasil cassino bonus jogo oficial", "es": "casino apuestas bono online oficial",
    "ar": "arab casino ar online", "hi": "india app satta online",
    "gambling": "casino bet slots bonus online play official vip game sport live login mirror register",
    "adult": "escort escorts girls vip sex dating call city agency",
    "pharma": "pharmacy rx online meds buy generic canada pills cheap 24h drugstore",
    "replica": "outlet sale cheap store online replica bags jersey shoes",
    "loans": "loan loans payday cash fast credit online",
    "essay": "essay paper writing service help cheap my dissertation",
    "crypto": "invest trade bitcoin crypto profit wallet pro",
    "piracy": "crack download free apk mod full stream watch",
    "seo": "seo backlinks links rank hacklink traffic", "other": "online best buy shop store pro",
}  # fmt: skip
# Honest words that the sites of small firms and clubs are named with: the hosts of hacked sites.
HONEST = words(
    "academy agency alpine architects art auto baby bakery band bike boat books bridge build camp care "
    "cater center chapel choir church clinic coffee college computer craft creative dance dental design "
    "digital dog farm film fitness flower foto foundation garden gallery green guitar hair harbor health "
    "heritage hill home horse hotel house interior jazz kinder kitchen lab lake law legal library light "
    "lodge marine market math media medical mountain museum music nature north oak office optic organic "
    "orchard paint park pet photo piano pilates plumbing print psych radio river roof sail school science "
    "service smile software solar south spa sport stone studio summit swim tax tea tech tennis theater "
    "therapy tool tour toys travel tree valley village vision wedding west wine wood works yoga youth "
    "verein schule praxis haus bau garten reise escuela casa taller clinica viajes iglesia atelier maison "
    "jardin ecole scuola studio officina drukarnia szkola skola huis fiets kerk okul kurs dernek"
)
HONEST_ENDINGS = words(
    "com com com com org org net de nl fr it co.uk com.br com.au ca es pl eu se ch in edu info com.mx ro cz"
)
STATE = words(
    "edu ac.id sch.id go.id desa.id edu.tr gov.tr bel.tr edu.vn gov.vn ac.th go.th edu.pk gov.pk edu.in "
    "gov.in ac.in edu.br gov.br edu.co gov.co edu.pe gob.pe edu.mx gob.mx gob.ar edu.ar ac.ke go.ke "
    "edu.ng gov.ng ac.za gov.za edu.cn gov.cn edu.my gov.my ac.ir edu.ph gov.ph go.kr ac.kr ac.jp ac.uk "
    "gov.bd edu.np"
)
SHORTENERS = words(
    "bit.ly tinyurl.com cutt.ly s.id t.ly is.gd rebrand.ly shorturl.at heylink.me linktr.ee lynk.id t.me "
    "wa.me"
)
PLATFORMS = (
    "https://sites.google.com/view/{}", "https://{}.blogspot.com/", "https://{}.wordpress.com/",
    "https://{}.weebly.com/",
    "https://{}.github.io/", "https://{}.pages.dev/", "https://{}.web.app/", "https://{}.netlify.app/",
    "https://{}.vercel.app/", "https://medium.com/@{}", "https://telegra.ph/{}", "https://www.tumblr.com/{}",
    "https://soundcloud.com/{}", "https://issuu.com/{}", "https://about.me/{}", "https://gitlab.com/{}",
    "https://www.pinterest.com/{}/", "https://www.facebook.com/{}/", "https://x.com/{}",
    "https://www.youtube.com/@{}",
    "https://{}.livejournal.com/", "https://{}.tilda.ws/", "https://{}.wixsite.com/home",
)  # fmt: skip
REDIRECTORS = (
    "https://{}/redirect?url={}", "https://{}/out.php?link={}", "http://{}/go.php?to={}",
    "https://{}/?redirect_to={}",
    "http://{}/cgi-bin/out.cgi?u={}", "https://www.google.com/url?q={1}&sa=D", "https://{}/link.aspx?target={}",
    "https://{}/language/en?return={}",
)  # fmt: skip
FOLDERS = (
    "wp-content/uploads/{year}/{month}/", "wp-content/uploads/", "wp-content/plugins/{word}/",
    "wp-content/themes/{word}/",
    "wp-includes/{word}/", "wp-content/uploads/cache/{word}/", "images/{word}/", "{short}/", "blog/{short}/",
    "assets/{word}/",
    "media/{word}/", "sites/default/files/", "components/com_{word}/", "tmp/", "index.php?", "{word}/{short}/",
    "?p=", "?", "",
)  # fmt: skip
PLUGIN_WORDS = words(
    "revslider cache elementor gravity woocommerce thumbs templates wpml redux css fonts twig backup "
    "forms slider editor akeneo avada"
)


def slug(text: str, joint: str = "-") -> str:
    """Return text as the ASCII words of an address; empty if it has none."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ß", "ss").replace("đ", "d"))
    return joint.join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower()))[:60]


def words_of(language: str, topic: str) -> list[str]:
    """Return the words that campaigns of a language and topic put into host names."""
    own = WORDS.get(language, "").split() if topic in ("gambling", "other") else []
    return own * 2 + WORDS.get(topic, WORDS["other"]).split()


def ending(random: Random, language: str) -> str:
    """Return a suffix for a host."""
    if language in COUNTRY and likely(random, 0.15):
        return random.choice(COUNTRY[language].split())
    return random.choice(CHEAP)


def spam_host(random: Random, brand: str, phrase: str, language: str, topic: str) -> str:
    """Return a host of a campaign.

    Args:
        random: what draws.
        brand: the advertised brand, ASCII, lower case.
        phrase: what is advertised, in any script; an ASCII part of it may become the name.
        language: whose words and country suffix are taken.
        topic: whose words are taken.
    """
    own = words_of(language, topic)
    word, other = random.choice(own), random.choice(own)
    keyword = slug(phrase)
    digits = str(random.choice((random.randint(1, 9), random.randint(10, 99), random.randint(100, 1999))))
    shape = by_weight(
        random,
        {"plain": 3, "numbered": 5, "word": 5, "word-number": 4, "before": 2, "keyword": 4, "two": 2,
        "digits": 0.8, "leet": 0.7, "international": 0.5},
    )  # fmt: skip
    dash = random.choice(("", "", "-"))
    if shape == "keyword" and 6 <= len(keyword) <= 40:
        name = keyword if likely(random, 0.5) else keyword.replace("-", "")
        name += digits if likely(random, 0.2) else ""
    elif shape == "international" and not phrase.isascii():
        name = international(phrase)
    elif shape == "digits" or not brand:
        name = random.choice(("", random.choice("abcdhjkmpqsxyz"))) + "".join(
            random.choices("0123456789", k=random.randint(4, 7))
        )
    else:
        name = {
            "plain": brand, "numbered": brand + dash + digits, "word": brand + dash + word,
            "word-number": brand + dash + word + digits, "before": random.choice((word, digits)) + dash + brand,
            "two": f"{brand}-{word}-{other}",
            "leet": brand.replace("i", "1").replace("o", "0").replace("e", "3"),
        }.get(shape, brand + word)  # fmt: skip
    label = by_weight(
        random, {"": 12, "www.": 6, "m.": 1, f"{word}.": 1, f"{digits}.": 0.5, random_label(random): 1}
    )
    return f"{label}{name}.{ending(random, language)}"


def international(phrase: str) -> str:
    """Return the first word of a phrase as a label of an internationalised host, encoded."""
    word = "".join(letter for letter in phrase.split()[0][:20].lower() if letter.isalnum())
    return f"xn--{word.encode('punycode').decode()}" if word and not word.isascii() else slug(phrase) or "vip"


def random_label(random: Random) -> str:
    """Return a wildcard label as spider pools make them."""
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=random.randint(3, 8))) + "."


def honest_host(random: Random, known: Sequence[str] = ()) -> str:
    """Return the host of some honest site: one of those known, or a made-up one."""
    if known and likely(random, 0.5):
        return random.choice(known)
    first, second = random.sample(HONEST, 2)
    shape = by_weight(random, {"two": 5, "name": 3, "dash": 2, "state": 2})
    if shape == "state":
        name = random.choice((first, "".join(random.choices("abcdefgiklmnoprstu", k=random.randint(3, 5)))))
        return f"{random.choice(('', 'www.', second + '.'))}{name}.{random.choice(STATE)}"
    surname = "".join(brands.syllables(random, random.choice((2, 2, 3)))) + random.choice(
        ("", "", "n", "r", "s", "tt")
    )
    name = {"two": first + second, "name": surname + first, "dash": f"{first}-{second}"}[shape]
    return f"{random.choice(('', 'www.'))}{name}.{random.choice(HONEST_ENDINGS)}"


def hacked_address(random: Random, phrase: str, known: Sequence[str] = ()) -> str:
    """Return the address of a doorway on a hacked site: the host is honest, the path is not."""
    folder = random.choice(FOLDERS).format(
        year=random.randint(2009, 2026),
        month=f"{random.randint(1, 12):02}",
        word=random.choice(PLUGIN_WORDS),
        short="".join(random.choices("abcdefghijklmnoprstuvz", k=random.randint(3, 5))),
    )
    name = slug(phrase, random.choice("--_+")) or quote(phrase[:40].replace(" ", "-"))
    if likely(random, 0.1):
        name = str(random.randint(10, 99999))
    last = (
        ""
        if folder.endswith(("=", "?"))
        else random.choice((".html", ".html", ".php", "/", "", ".htm", ".pdf"))
    )
    return f"{random.choice(('http', 'https'))}://{honest_host(random, known)}/{folder}{name}{last}"


def platform_address(random: Random, brand: str, phrase: str) -> str:
    """Return the address of a page that spammers fill on a well-known service."""
    name = random.choice(
        (slug(phrase), f"{brand}{random.randint(1, 999)}", f"{brand}-{random.randint(1, 99)}")
    )
    shape = random.choice(PLATFORMS)
    if "{}." not in shape and not phrase.isascii() and likely(random, 0.5):
        name = quote(phrase[:50].replace(" ", "-"))
    return shape.format(name.strip("-") or brand or "vip88")


def short_address(random: Random, brand: str) -> str:
    """Return a shortened address."""
    tail = random.choice(
        (
            brand,
            "".join(
                random.choices(
                    "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=random.randint(5, 8)
                )
            ),
        )
    )
    return f"https://{random.choice(SHORTENERS)}/{tail}"


def redirected(random: Random, address: str, known: Sequence[str] = ()) -> str:
    """Return an honest site's redirector that leads to an address."""
    return random.choice(REDIRECTORS).format(
        honest_host(random, known), quote(address, safe=random.choice(("", ":/")))
    )
