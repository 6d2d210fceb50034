"""Ways to hide content that is put into a page, as kits write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from spamdetect.train.inject.chance import by_weight, likely


@dataclass(frozen=True, slots=True)
class Hidden:
    """Content that was hidden."""

    name: str
    """The trick."""
    markup: str
    """The content with what hides it."""
    head: str = ""
    """A style element that goes with it, in the head or before it."""


def far(random: Random) -> str:
    """Return a shift out of the screen: sane, odd or absurd."""
    how = by_weight(random, {"nines": 4, "round": 3, "odd": 4, "absurd": 1.5})
    number = {
        "nines": random.choice(("999", "9999", "99999", "999999")),
        "round": random.choice(("1000", "2000", "3000", "5000", "10000", "100000")),
        "odd": str(random.randint(1001, 99999)),
        "absurd": "".join(random.choices("123456789", k=random.randint(7, 21))),
    }[how]
    return f"-{number}{random.choice(('px', 'px', 'px', 'em'))}"


def off_screen(random: Random) -> str:
    """Shift the element by position."""
    sides = random.choice((("left",), ("top",), ("left", "top"), ("right",), ("bottom",)))
    shifts = ";".join(f"{side}:{far(random)}" for side in sides)
    return f"position:{random.choice(('absolute', 'absolute', 'fixed'))};{shifts}"


def shifted(random: Random) -> str:
    """Shift the element by other means."""
    return random.choice((
        f"text-indent:{far(random)}", f"margin-left:{far(random)}", f"margin-top:{far(random)}",
        f"transform:translateX({far(random)})",
        f"transform:translate({far(random)},{far(random)})", "transform:translateY(1000vh)",
        f"float:left;margin-left:{far(random)}",
    ))  # fmt: skip


def no_size(random: Random) -> str:
    """Shrink the box."""
    small = random.choice(("0", "0", "0px", "1px"))
    return random.choice((
        f"height:{small};width:{small};overflow:hidden", f"overflow:hidden;height:{small}",
        f"position:absolute;overflow:hidden;height:{small};width:{small}",
        f"max-height:{small};overflow:hidden", f"width:{small};height:{small};overflow:hidden;display:block",
        "transform:scale(0)", "zoom:0",
        f"overflow:auto;position:absolute;height:{small};width:{small}",
    ))  # fmt: skip


def same_colour(random: Random) -> str:
    """Paint text in the colour of a white page, or a box in one colour."""
    value = random.choice(
        ("#fff", "#ffffff", "white", "#fefefe", "rgb(255,255,255)", "transparent", "rgba(0,0,0,0)")
    )
    dark = random.choice(("#000", "#111", "#222222", "#0a0a0a"))
    return random.choice(
        (f"color:{value}", f"color:{value};font-size:1px", f"background:{dark};color:{dark}")
    )


STYLES: dict[str, tuple[float, Callable[[Random], str]]] = {
    "display-none": (7, lambda random: "display:none"),
    "visibility-hidden": (2, lambda random: random.choice(("visibility:hidden", "visibility:hidden;height:0",
    "visibility:collapse"))),
    "opacity": (1.2, lambda random: f"opacity:{random.choice(('0', '0.0', '0.01', '.00'))}"),
    "off-screen": (6, off_screen),
    "shifted": (2.5, shifted),
    "no-size": (3.5, no_size),
    "tiny-font": (2, lambda random: f"font-size:{random.choice(('0', '0px', '1px', '0.1px', '0em'))}" + random.choice(("", ";line-height:0"))),
    "same-colour": (2, same_colour),
    "clipped": (1, lambda random: random.choice(("position:absolute;clip:rect(0,0,0,0)", "clip-path:inset(50%)",
    "position:absolute;clip:rect(1px 1px 1px 1px)"))),
    "behind": (0.8, lambda random: "position:absolute;z-index:-" + random.choice(("1", "99", "9999"))),
    "filter": (0.4, lambda random: "filter:opacity(0)"),
}  # fmt: skip


def styled(random: Random) -> tuple[str, str]:
    """Return the name of a trick and its declarations, as sloppily written as kits write."""
    name = by_weight(random, {name: weight for name, (weight, _) in STYLES.items()})
    css = STYLES[name][1](random)
    if likely(random, 0.35):
        css = css.replace(":", ": ").replace(";", "; ")
    if likely(random, 0.1):
        css = css.upper()
    if likely(random, 0.12) and ";" not in css:
        css += " !important"
    return name, css + random.choice(("", ";"))


def attribute(inner: str, random: Random) -> Hidden:
    """Hide by an attribute or an element."""
    name = by_weight(
        random,
        {"hidden": 3, "pushed": 0.5, "details": 0.7, "marquee": 2, "font": 1.5, "aria": 0.5, "dialog": 0.3},
    )
    small = random.choice(("0", "1"))
    shown = {
        "hidden": f"<div {random.choice(('hidden', 'hidden=hidden', 'hidden=true'))}>{inner}</div>",
        "details": f"<details><summary>{random.choice(('', '.', '&nbsp;'))}</summary>{inner}</details>",
        "marquee": f'<marquee style="position:absolute;width:{small}px;height:{small}px" scrollamount="{random.randint(500, 90000)}">{inner}</marquee>'
        if likely(random, 0.5) else f"<marquee width={small} height={small} scrollamount={random.randint(500, 90000)} scrolldelay={random.randint(2, 900)}>{inner}</marquee>",
        "font": f'<font style="position: absolute;overflow: hidden;height: {small};width: {small}">{inner}</font>' if likely(random, 0.6) else f'<font color="#ffffff" size="1">{inner}</font>',
        "aria": f'<div aria-hidden="true" style="display:none">{inner}</div>',
        "pushed": "<br>" * random.randint(60, 900) + inner,
        "dialog": f"<dialog>{inner}</dialog>",
    }[name]  # fmt: skip
    return Hidden(name, shown)


def by_rule(inner: str, random: Random) -> Hidden:
    """Hide by a rule of a style sheet."""
    name, css = styled(random)
    key = random.choice("abcdefghkmnpqrstuvwxyz") + "".join(
        random.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=random.randint(2, 9))
    )
    sign, kind = random.choice(((".", "class"), ("#", "id")))
    rule = f"{sign}{key}{{{css}}}"
    if likely(random, 0.08):
        rule = f"@media screen{{{rule}}}"
    return Hidden(f"rule-{name}", f'<div {kind}="{key}">{inner}</div>', f"<style>{rule}</style>")


def by_script(inner: str, random: Random) -> Hidden:
    """Hide a visible block by a script behind it."""
    key = f"{random.choice(('link', 'hideMe', 'zp', 'block', 'a'))}{random.randint(1, 9999)}"
    script = random.choice((
        f'document.getElementById("{key}").style.display="none";',
        f"document.getElementById('{key}').style.visibility='hidden'",
        f'if (1==1) {{document.getElementById("{key}").style.display="none";}}',
    ))  # fmt: skip
    markup = f'<div id="{key}">{inner}</div><script type="text/javascript">{script}</script>'
    return Hidden("script-hidden", markup)


def inline(inner: str, random: Random, *, inside_text: bool = False) -> Hidden:
    """Hide by a style attribute."""
    name, css = styled(random)
    tag = by_weight(
        random,
        {"span": 5, "font": 1, "i": 0.5, "b": 0.3}
        if inside_text
        else {"div": 10, "p": 2, "span": 2, "ul": 0.3, "section": 0.2, "u": 0.2},
    )
    mark = random.choice(
        (
            "",
            "",
            "",
            f' class="{random.choice(("footer", "widget", "links", "cnt", "wp-block"))}-{random.randint(1, 99)}"',
        )
    )
    return Hidden(name, f'<{tag}{mark} style="{css}">{inner}</{tag}>')


def hide(inner: str, random: Random) -> Hidden:
    """Hide content in any way."""
    how = by_weight(random, {inline: 10, by_rule: 2.5, attribute: 2.5, by_script: 0.7})
    return how(inner, random)
