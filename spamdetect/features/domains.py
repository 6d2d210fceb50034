"""Host names: how much a host is named like those that spam campaigns promote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tldextract import TLDExtract

Array = NDArray[Any]

BITS = 18
ORDERS = (2, 3, 4, 5, 6)
# Hosts remembered with their score; the table is emptied when it is full, which bounds memory in long jobs.
REMEMBERED = 1 << 16
# A host name has at most 253 characters (RFC 1035); what is longer is cut.
LONGEST = 253
DIGITS = re.compile(r"\d")
RUN = re.compile(r"\d+")
# Weight of a host's shape against its letters. Below 1, since campaigns change their suffix every week and
# honest sites have every suffix: with 1, ".org" outweighs a betting name.
SHAPE = 0.4
# Facts about the shape of hosts whose slots are remembered: there are about a dozen for each public suffix in use.
FACTS = 1 << 14
PRIME = np.uint64(0x100000001B3)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def host_slots(hosts: Sequence[tuple[str, str, str]]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the table slots of the n-grams of each host, and of its shape: digits, hyphens, labels, suffix.

    Args:
        hosts: of each the lower-case host name, its registrable domain, and its public suffix.
    """
    names = [
        (registrable.removesuffix(f".{suffix}") if suffix else registrable)
        for _, registrable, suffix in hosts
    ]
    plain = [f"^{DIGITS.sub('0', name[:LONGEST])}$" for name in names]
    codes = np.frombuffer("".join(plain).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    owner = np.repeat(np.arange(len(plain)), [len(name) for name in plain])
    keys, rolling = [np.zeros(0, dtype=np.intp)], codes
    for size in range(2, min(max(ORDERS), len(codes)) + 1):
        rolling = rolling[:-1] * PRIME + codes[size - 1 :]
        first, last = owner[: len(rolling)], owner[size - 1 :]
        keys.append(((first << BITS) | slots_of(rolling ^ np.uint64(size * 0x51ED270B)))[first == last])
    every = np.sort(np.concatenate(keys))
    each = every[np.diff(every, prepend=-1) > 0]
    bounds = np.searchsorted(each, np.arange(len(plain) + 1) << BITS).tolist()
    grams = each & ((1 << BITS) - 1)
    return [
        (grams[low:high], shape_slots(name, *host))
        for name, host, low, high in zip(names, hosts, bounds, bounds[1:], strict=False)
    ]


def shape_slots(name: str, host: str, registrable: str, suffix: str) -> NDArray[np.intp]:
    """Return the table slots of what a host looks like; `name` is its registrable domain without the suffix."""
    digits, ending = RUN.findall(name), suffix.rsplit(".", 1)[-1]
    facts = (
        f"suffix={suffix}", f"suffix={ending}", f"hyphens={min(4, name.count('-'))}",
        f"runs={min(3, len(digits))}", f"digits={min(6, sum(map(len, digits)))}", f"length={min(10, len(name) // 3)}",
        f"labels={min(5, host.count('.') - registrable.count('.'))}", f"coded={name.startswith('xn--')}",
        f"ends={'digit' if name[-1:].isdigit() else 'letter'}", f"digit+suffix={bool(digits)}{ending}",
    )  # fmt: skip
    return np.array(sorted({fact_slot(fact) for fact in facts}), dtype=np.intp)


@lru_cache(FACTS)
def fact_slot(fact: str) -> int:
    """Return the table slot of a fact about a host."""
    return int(slots_of(np.array([fnv(fact)], dtype=np.uint64))[0])


def slots_of(hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the table slots of hashes, same shape."""
    mixed = hashes * GOLDEN
    return (((mixed ^ (mixed >> np.uint64(31))) * GOLDEN) >> np.uint64(64 - BITS)).astype(np.intp)


def fnv(text: str) -> int:
    """Return the 64-bit FNV-1a hash of a text; Python's own hash differs from run to run."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def suffix_list() -> TLDExtract:
    """Return the splitter of hosts by the public suffix list that tldextract bundles; it never fetches one."""
    # Imported here, since it brings an HTTP client along: a fifth of the start-up of `spamdetect --help`.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class Hosts:
    """The trained table and a bounded memory of hosts already scored."""

    def __init__(self, weight: Array, bias: float) -> None:
        """Keep the weights, float32 of shape (2**BITS,), and the log-odds of a host before looking at it."""
        self.weight = weight
        self.bias = bias
        self.extract = suffix_list()
        self.memory: dict[str, tuple[str, str, float]] = {}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Hosts:
        """Take the table out of a model file's arrays.

        Raises:
            ValueError: its shape is not that of this version.
        """
        weight = np.asarray(arrays["weight"], dtype=np.float32)
        if weight.shape != (1 << BITS,):
            raise ValueError("the table of hosts has another shape than this version expects")
        return cls(weight, float(arrays["bias"]))

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of a model file."""
        return {"weight": self.weight.astype(np.float16), "bias": np.asarray(self.bias)}

    def look_up(self, hosts: Iterable[str]) -> dict[str, tuple[str, str, float]]:
        """Return registrable domain, public suffix and log-odds of hosts, from memory where they are known."""
        asked = [(host, self.memory.get(host)) for host in hosts]
        known = {host: found for host, found in asked if found is not None}
        if len(known) < len(asked):
            new = self.scored([host for host, found in asked if found is None])
            known |= new
            if len(self.memory) + len(new) > REMEMBERED:
                self.memory.clear()
            self.memory |= islice(new.items(), REMEMBERED)
        return known

    def scored(self, hosts: Sequence[str]) -> dict[str, tuple[str, str, float]]:
        """Return registrable domain, public suffix and log-odds of hosts that are not in memory."""
        parts = []
        for host in hosts:
            found = self.extract(host[:LONGEST])
            registrable = found.top_domain_under_public_suffix or found.fqdn or host[:LONGEST]
            parts.append((host[:LONGEST], registrable, found.suffix))
        return {
            host: (
                registrable,
                suffix,
                float(self.weight[grams].sum()) + SHAPE * float(self.weight[shape].sum()) + self.bias,
            )
            for host, (_, registrable, suffix), (grams, shape) in zip(
                hosts, parts, host_slots(parts), strict=True
            )
        }

    def host(self, host: str) -> float:
        """Return the log-odds that a link to this host promotes spam; 0 for an empty host."""
        return self.look_up([host])[host][2] if host else 0.0

    def registrable(self, host: str) -> str:
        """Return the registrable domain of a host, or the host itself where it has none."""
        return self.look_up([host])[host][0]
