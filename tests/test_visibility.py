"""What is hidden, how, and the honest practice that it looks like: case by case, and against a browser."""

import html
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hiding_cases import FOLDER, HidingCase, hiding_cases

from spamdetect.parse import parse
from spamdetect.types import Block

CASES = hiding_cases()


def block_of(case: HidingCase) -> list[Block]:
    """Return the block of each marked element, in order."""
    blocks = [block for block in parse(case.page, kind="html").blocks if block.origin == "body"]
    found, start = [], 0
    for element in case.marked:
        words = element.text.strip()
        index = next((i for i in range(start, len(blocks)) if words in blocks[i].text), None)
        assert index is not None, f"no block says {words!r}"
        same_block = index + 1 < len(blocks) and words in blocks[index + 1].text
        found.append(blocks[index])
        start = index + 1 if same_block else index
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_is_hidden_as_marked(case: HidingCase) -> None:
    for element, block in zip(case.marked, block_of(case), strict=True):
        if element.attr("mark") == "shown":
            assert block.hiding is None
            assert block.region == -1
            continue
        assert block.hiding is not None
        assert block.region >= 0
        if case.twin:
            assert block.hiding.idiom == element.attr("idiom")
        else:
            assert block.hiding.technique == case.technique


def test_every_technique_has_three_cases_and_three_twins() -> None:
    hides = Counter(case.technique for case in CASES if not case.twin)
    twins = Counter(case.id.split(":")[0] for case in CASES if case.twin)
    assert min(hides.values()) >= 3
    assert min(twins.values()) >= 3
    assert len(twins) == len(list(FOLDER.glob("*.toml")))


@pytest.mark.browser
def test_a_browser_agrees(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    cases = [case for case in CASES if case.browser]
    frames = "".join(
        f'<iframe style="width:1280px;height:800px" srcdoc="{html.escape(case.page)}"></iframe>'
        for case in cases
    )
    script = (FOLDER / "oracle.js").read_text(encoding="utf-8")
    page = tmp_path / "cases.html"
    page.write_text(f"<!doctype html><body>{frames}<script>{script}</script>", encoding="utf-8")
    command = [
        chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
        "--window-size=1400,1000", "--virtual-time-budget=9000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    answers = re.search("@@(.*)@@", dumped, re.S)
    assert answers is not None, dumped[:300]
    apart = [
        f"{case.id}: {element.attr('mark')}, but in the browser {answer}"
        for case, given in zip(cases, json.loads(html.unescape(answers.group(1))), strict=True)
        for element, answer in zip(case.marked, given, strict=True)
        if not answer.startswith(element.attr("mark") or "")
    ]
    assert apart == []
