"""Findings that are seen and not read: a server's behaviour, which no model of words has to judge."""

from __future__ import annotations

import math
from collections.abc import Sequence

from spamdetect.check import default_model
from spamdetect.parse.address import host_of
from spamdetect.policy import RULES, excerpt, fingerprint, topic_of
from spamdetect.types import Finding, Link, Reason, Span

# Probability of a fact. It is not measured: what is seen is certain, and the rest is for the honest reasons
# that a site may have for it, such as another host for visitors of another country.
FACT = 0.95


def fact(key: str, technique: str, sentence: str, addresses: Sequence[str]) -> Finding:
    """Return a finding that follows from what was seen.

    Args:
        key: the rule, a key of `policy.RULES`.
        technique: how it is done.
        sentence: what was seen, as the one reason, without the full stop.
        addresses: where it leads to, the first of them first.
    """
    rule, name, severity = RULES[key]
    links = [Link(address, host_of(address), 0, 0) for address in addresses]
    reason = Reason("fact", sentence, round(math.log(FACT / (1 - FACT)), 4))
    return Finding(
        rule, name, topic_of(default_model(), "", links), technique, severity, "medium", FACT, "review", (Span(0, 0),), 1, 1,
        excerpt("", addresses), (reason,), fingerprint(rule, " ".join([technique, *addresses])),
        tuple(sorted({link.host for link in links if link.host})),
    )  # fmt: skip
