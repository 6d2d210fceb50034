"""Facts about the places of a page, one file a family. What they are worth is the model's business."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spamdetect.features import contrast, hiding, lexical, linking, placement, script_mix
from spamdetect.features.evidence import Evidence
from spamdetect.features.localise import Candidate
from spamdetect.features.page import PageFacts, page_facts

FAMILIES = (
    (lexical.NAMES, lexical.lexical),
    (linking.NAMES, linking.linking),
    (hiding.NAMES, hiding.hiding),
    (placement.NAMES, placement.placement),
    (script_mix.NAMES, script_mix.script_mix),
    (contrast.NAMES, contrast.contrast),
)
SENTENCES: dict[str, str] = {name: sentence for names, _ in FAMILIES for name, sentence in names.items()}
NAMES: tuple[str, ...] = tuple(SENTENCES)


def extract(evidence: Evidence, candidates: Sequence[Candidate]) -> tuple[NDArray[np.float64], PageFacts]:
    """Return the feature matrix of the candidates of a page, shape (candidates, features)."""
    page = page_facts(evidence, candidates)
    matrix = np.zeros((len(candidates), len(NAMES)))
    for number in range(len(candidates)):
        text = page.texts[number]
        matrix[number] = [value for _, family in FAMILIES for value in family(page, number, text)]
    return matrix, page
