"""Fit the host-name model, which tells whether a host is named like those that spam campaigns promote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from scipy.sparse import csr_matrix

from spamdetect.features.domains import BITS, SHAPE, Hosts, host_slots, suffix_list
from spamdetect.train.corpus import fold_of, host_lists
from spamdetect.train.logistic import evened, fit_sparse

# Which lists are promoted by injected spam, and how far each is trusted. Lists of exact matches with random
# names (hostsvn) say little about naming; those of taken-over domains with honest names (fake shops, spamdexing,
# red flags) teach that honest names are spam and are left out.
SPAM_LISTS = {
    "hostsvn_gambling": 0.5, "hostsvn_gambling_vn": 1.0, "ut1_gambling": 1.0, "sinfonietta_gambling": 1.0,
    "citizenlab_gambling": 1.0, "gambling_hosts_from_spam_pages": 1.0, "blp_drugs": 0.6,
    "sinfonietta_porn": 0.5, "v2fly_porn": 0.6, "citizenlab_porn": 0.6, "hostsvn_adult": 0.4,
    "escort_hosts_from_spam_pages": 1.0, "ut1_dating": 0.4,
    "essay_hosts_from_spam_pages": 1.0, "piracy_hosts_from_spam_pages": 1.0, "seo_hosts_from_spam_pages": 1.0,
    "replica_hosts_from_spam_pages": 1.0, "matomo_referrer_spam": 0.4, "ssss_wikipedia_spam_blacklist": 0.3,
}  # fmt: skip
CLEAN_LISTS = {
    "derived_popular_clean": 1.0, "derived_clean_with_spam_substring": 20.0, "citizenlab_clean": 1.0,
    "ftr_article_sites": 2.0, "rspamd_surbl_whitelist": 2.0, "universities_world": 0.6, "ut1_arjel": 2.0,
    "ut1_bank": 1.0, "ut1_blog": 1.0, "ut1_press": 2.0, "ut1_radio": 2.0, "ut1_sports": 2.0,
    "ut1_cooking": 2.0, "ut1_child": 2.0, "ut1_educational_games": 5.0, "ut1_financial": 1.0,
    "ut1_sexual_education": 5.0, "v2fly_clean_services": 1.0, "ut1_shopping": 0.6, "ut1_shortener": 0.3,
}  # fmt: skip
# The largest lists are sampled: more of the same names teach nothing new.
LARGEST_LIST = 70_000
STRENGTH = 0.3
# Odds against spam of an average host before it is looked at: links of ordinary pages outnumber those of spam
# by far, and what is unknown must not count as evidence. Log-odds, subtracted from the fitted bias.
PRIOR = 1.5
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host and what it is."""

    host: str
    registrable: str
    suffix: str
    spam: bool
    weight: float
    group: str
    """Hosts that differ in their digits only are mirrors of one campaign and stay together."""


def host_rows(data: Path, linked: Sequence[str], *, seed: int = 0) -> list[HostRow]:
    """Return the hosts to learn from.

    Args:
        data: the folder of the outside data.
        linked: registrable domains that real clean pages link to, as often as they do.
        seed: of the sampling of large lists.
    """
    random = Random(seed)
    found: dict[str, tuple[bool, float]] = {}
    named = [(CLEAN_LISTS.get(name) or -SPAM_LISTS.get(name, 0.0), hosts) for name, hosts in host_lists(data)]
    for trust, hosts in sorted([*named, (0.7, list(linked))], key=lambda item: -item[0]):
        if trust:
            chosen = random.sample(hosts, LARGEST_LIST) if len(hosts) > LARGEST_LIST else hosts
            for host in chosen:
                # A host on a clean list is clean whatever another list says: those hold many mistakes.
                found.setdefault(host, (trust < 0, abs(trust)))
    return host_rows_of([(host, spam, trust) for host, (spam, trust) in found.items()])


def host_rows_of(named: Sequence[tuple[str, bool, float]]) -> list[HostRow]:
    """Return the rows of hosts: of each its name, whether it is spam, and how far that is trusted."""
    extract = suffix_list()
    rows = []
    for host, spam, trust in named:
        parts = extract(host)
        registrable = parts.top_domain_under_public_suffix or parts.fqdn or host
        rows.append(HostRow(host, registrable, parts.suffix, spam, trust, DIGITS.sub("0", registrable)))
    return rows


def host_matrix(rows: Sequence[HostRow]) -> csr_matrix:
    """Return what each host's name and shape are made of, shape (hosts, 2**BITS)."""
    pairs = host_slots([(row.host, row.registrable, row.suffix) for row in rows])
    slots = np.concatenate([part for pair in pairs for part in pair])
    sizes = np.array([len(grams) + len(shape) for grams, shape in pairs])
    values = np.concatenate(
        [np.full(len(part), scale) for pair in pairs for part, scale in zip(pair, (1.0, SHAPE), strict=True)]
    )
    return csr_matrix(
        (values.astype(np.float32), slots, np.r_[0, np.cumsum(sizes)]), shape=(len(rows), 1 << BITS)
    )


def fit_hosts(rows: Sequence[HostRow]) -> Hosts:
    """Fit the table of host-name features by logistic regression; both sides weigh the same."""
    labels = np.array([row.spam for row in rows])
    weights = evened(labels, np.array([row.weight for row in rows]))
    (learned,), (bias,), _ = fit_sparse(
        host_matrix(rows), labels, weights, C=STRENGTH, max_iter=150, tol=1e-4
    )
    return Hosts(learned.astype(np.float16).astype(np.float32), float(bias) - PRIOR)


def without_fold(rows: Sequence[HostRow], fold: int, folds: int) -> list[HostRow]:
    """Return the rows that do not belong to a fold."""
    return [row for row in rows if fold_of(row.group, folds) != fold]
