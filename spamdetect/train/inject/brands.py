"""Brand names as campaigns make them: syllables, in Latin letters and as other scripts spell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from spamdetect.train.inject.chance import by_weight, likely

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aeiou"
ENDINGS = ("", "", "", "n", "x", "r", "s", "l")
# Words that such brands are made of everywhere; none is a brand by itself.
STEMS = (
    "ace", "alpha", "apex", "big", "bingo", "black", "blue", "bonanza", "boss", "cash", "coin", "crown",
    "dragon",
    "dream", "eagle", "elite", "fire", "fortune", "galaxy", "gold", "golden", "grand", "hero", "imperial",
    "joker",
    "jet", "king", "lady", "lion", "lucky", "luna", "luxe", "mega", "money", "moon", "nova", "ocean", "olympus",
    "panda", "party", "phoenix", "pirate", "planet", "prime", "queen", "rapid", "red", "rich", "rocket",
    "royal",
    "sky", "speed", "star", "sultan", "sun", "super", "tiger", "titan", "top", "turbo", "ultra", "vegas",
    "victory",
    "vip", "wild", "wolf", "zeus",
)  # fmt: skip
TAILS = {
    "gambling": ("bet", "bet", "bet", "bahis", "casino", "slot", "slots", "win", "play", "toto", "poker",
    "bingo",
                 "4d", "88", "77", "138", "365", "777", "303", "99", "club", "vip", "spin", "games"),
    "pharma": ("meds", "rx", "pharm", "pharma", "pills", "med", "drugs", "health", "care"),
    "adult": ("escort", "girls", "angels", "models", "dating", "vip", "cam", "sex"),
    "loans": ("loan", "cash", "credit", "money", "lend", "kredit"),
    "essay": ("essay", "papers", "writers", "thesis", "edu", "homework"),
    "crypto": ("coin", "trade", "fx", "invest", "chain", "capital", "bit"),
    "piracy": ("crack", "apk", "soft", "keys", "stream", "tv", "torrent", "mod"),
    "replica": ("outlet", "shop", "bags", "watch", "store", "lux", "sale"),
    "seo": ("seo", "links", "rank", "backlink", "traffic"),
    "other": ("shop", "pro", "online", "24", "net", "world"),
}  # fmt: skip
CYRILLIC = dict(zip(CONSONANTS + VOWELS, "бдфгхжклмнпрствзаеиоу", strict=True))
ARABIC = dict(zip(CONSONANTS + VOWELS, "بدفجهجكلمنبرستفزاييوو", strict=True))
PERSIAN = ARABIC | {"g": "گ", "k": "ک", "p": "پ", "v": "و", "i": "ی", "e": "ی"}
KATAKANA = {
    "b": "バ ベ ビ ボ ブ", "d": "ダ デ ディ ド ドゥ", "f": "ファ フェ フィ フォ フ", "g": "ガ ゲ ギ ゴ グ",
    "h": "ハ ヘ ヒ ホ フ", "j": "ジャ ジェ ジ ジョ ジュ", "k": "カ ケ キ コ ク", "l": "ラ レ リ ロ ル",
    "m": "マ メ ミ モ ム", "n": "ナ ネ ニ ノ ヌ", "p": "パ ペ ピ ポ プ", "r": "ラ レ リ ロ ル", "s": "サ セ シ ソ ス",
    "t": "タ テ ティ ト トゥ", "v": "ヴァ ヴェ ヴィ ヴォ ヴ", "z": "ザ ゼ ジ ゾ ズ",
}  # fmt: skip
HANGUL_LEADS = {"b": 7, "d": 3, "f": 17, "g": 0, "h": 18, "j": 12, "k": 15, "l": 5, "m": 6, "n": 2, "p": 17,
    "r": 5,
                "s": 9, "t": 16, "v": 7, "z": 12}  # fmt: skip
HANGUL_VOWELS = {"a": 0, "e": 5, "i": 20, "o": 8, "u": 13}
THAI_CONSONANTS = dict(zip(CONSONANTS, "บดฟกหจกลมนปรสตวซ", strict=True))
THAI_VOWELS = {"a": "{}า", "e": "เ{}", "i": "{}ี", "o": "โ{}", "u": "{}ู"}
DEVANAGARI = dict(zip(CONSONANTS + VOWELS, "बदफगहजकलमनपरसतवजाेिोु", strict=True))
# Characters of good omen that Chinese brands are made of, and what they call themselves.
OMENS = "金皇冠永利博亚鑫凯龙凤宝星汇达盛发福鸿银河天豪乐万彩华尊威海国王富云腾"
CHINESE_TAILS = ("娱乐", "体育", "国际", "棋牌", "彩票", "娱乐城", "官网", "平台", "线上", "真人")


def syllables(random: Random, count: int) -> list[str]:
    """Return made-up syllables of one consonant and one vowel."""
    return [random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(count)]


def latin(random: Random, topic: str) -> str:
    """Return a made-up brand, lower case, one word."""
    how = by_weight(random, {"syllables": 5, "stem": 5, "stems": 2, "letters": 1})
    tail = random.choice(TAILS.get(topic, TAILS["other"])) if likely(random, 0.75) else ""
    if how == "letters":
        return "".join(random.choice(CONSONANTS + VOWELS) for _ in range(random.randint(2, 3))) + (
            tail or "88"
        )
    if how == "syllables":
        return "".join(syllables(random, random.choice((2, 2, 3)))) + random.choice(ENDINGS) + tail
    stem = random.choice(STEMS)
    return stem + (random.choice(STEMS) if how == "stems" else tail or random.choice("0123456789x") * 2)


def written(random: Random, name: str, topic: str) -> str:
    """Return a brand the way a campaign writes it in text."""
    style = by_weight(random, {"title": 5, "lower": 3, "upper": 3, "camel": 1})
    if style == "camel":
        for tail in TAILS.get(topic, ()):
            if name.endswith(tail) and len(name) > len(tail) + 2:
                return name.removesuffix(tail).title() + tail.title()
    return {"lower": name, "upper": name.upper()}.get(style, name[:1].upper() + name[1:])


def native(random: Random, language: str) -> str | None:
    """Return a made-up brand in the script of a language, or None if that is Latin or unknown here."""
    if language.startswith("zh"):
        return "".join(random.sample(OMENS, random.choice((2, 2, 3)))) + random.choice(CHINESE_TAILS)
    script = SCRIPTS.get(language)
    if script is None:
        return None
    spell, tails = script
    return "".join(spell(*part) for part in syllables(random, random.choice((2, 2, 3)))) + random.choice(
        tails
    )


def by_letter(table: Mapping[str, str]) -> Callable[[str, str], str]:
    """Return the spelling of a syllable letter by letter."""
    return lambda consonant, vowel: table[consonant] + table[vowel]


def katakana(consonant: str, vowel: str) -> str:
    """Spell a syllable in Japanese."""
    return KATAKANA[consonant].split()["aeiou".index(vowel)]


def hangul(consonant: str, vowel: str) -> str:
    """Spell a syllable in Korean; a block is a sum, see the Unicode standard, section 3.12."""
    return chr(0xAC00 + (HANGUL_LEADS[consonant] * 21 + HANGUL_VOWELS[vowel]) * 28)


def thai(consonant: str, vowel: str) -> str:
    """Spell a syllable in Thai."""
    return THAI_VOWELS[vowel].format(THAI_CONSONANTS[consonant])


SCRIPTS: dict[str, tuple[Callable[[str, str], str], tuple[str, ...]]] = {
    "ru": (by_letter(CYRILLIC), ("", "бет", "вин", " казино")),
    "uk": (by_letter(CYRILLIC), ("", "бет", " казино")),
    "bg": (by_letter(CYRILLIC), ("", "бет", " казино")),
    "fa": (by_letter(PERSIAN), ("", " بت", "\u200cبت", " پوکر", " کازینو")),
    "ar": (by_letter(ARABIC), ("", " بت", " كازينو")),
    "ur": (by_letter(PERSIAN), ("", " بت")),
    "ja": (katakana, ("", "ベット", "カジノ", "スロット")),
    "ko": (hangul, ("", "벳", "카지노", "토토", "슬롯")),
    "th": (thai, ("", "เบท", "สล็อต", "88")),
    "hi": (by_letter(DEVANAGARI), ("", " बेट", " कसीनो")),
}
