"""Host names: how much a host is named like those that spam campaigns promote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import tldextract
from numpy.typing import NDArray

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
PRIME = np.uint64(0x100000001B3)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def host_slots(host: str, registrable: str, suffix: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the table slots of a host's n-grams, and of its shape: digits, hyphens, labels, suffix.

    Args:
        host: lower-case host name.
        registrable: its registrable domain.
        suffix: its public suffix.
    """
    name = registrable.removesuffix("." + suffix) if suffix else registrable
    plain = "^" + DIGITS.sub("0", name[:LONGEST]) + "$"
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    hashes = []
    rolling = codes
    for size in range(2, max(ORDERS) + 1):
        if len(codes) < size:
            break
        rolling = rolling[:-1] * PRIME + codes[size - 1 :]
        hashes.append((rolling ^ np.uint64(size * 0x51ED270B)) * GOLDEN)
    digits = RUN.findall(name)
    facts = (
        f"suffix={suffix}", f"suffix={suffix.rsplit('.', 1)[-1]}", f"hyphens={min(4, name.count('-'))}",
        f"runs={min(3, len(digits))}", f"digits={min(6, sum(map(len, digits)))}", f"length={min(10, len(name) // 3)}",
        f"labels={min(5, host.count('.') - registrable.count('.'))}", f"coded={name.startswith('xn--')}",
        f"ends={'digit' if name[-1:].isdigit() else 'letter'}", f"digit+suffix={bool(digits)}{suffix.rsplit('.', 1)[-1]}",
    )  # fmt: skip
    shape = np.array([fnv(fact) for fact in facts], dtype=np.uint64) * GOLDEN
    grams = np.concatenate([np.zeros(0, dtype=np.uint64), *hashes])
    return slots_of(grams), slots_of(shape)


def slots_of(hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the table slots of hashes, each once."""
    mixed = (hashes ^ (hashes >> np.uint64(31))) * GOLDEN
    return np.unique((mixed >> np.uint64(64 - BITS)).astype(np.intp))


def fnv(text: str) -> int:
    """Return the 64-bit FNV-1a hash of a text; Python's own hash differs from run to run."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


class Hosts:
    """The trained table and a bounded memory of hosts already scored."""

    def __init__(self, weight: Array, bias: float) -> None:
        """Keep the weights, float32 of shape (2**BITS,), and the log-odds of a host before looking at it."""
        self.weight = weight
        self.bias = bias
        # Never fetches: the list that tldextract bundles is the list.
        self.extract = tldextract.TLDExtract(
            suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
        )
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

    def look_up(self, host: str) -> tuple[str, str, float]:
        """Return registrable domain, public suffix and log-odds of a host, from memory if it is known."""
        known = self.memory.get(host)
        if known is None:
            if len(self.memory) >= REMEMBERED:
                self.memory.clear()
            found = self.extract(host[:LONGEST])
            registrable = found.top_domain_under_public_suffix or found.fqdn or host[:LONGEST]
            grams, shape = host_slots(host[:LONGEST], registrable, found.suffix)
            value = float(self.weight[grams].sum()) + SHAPE * float(self.weight[shape].sum())
            known = registrable, found.suffix, value + self.bias
            self.memory[host] = known
        return known

    def host(self, host: str) -> float:
        """Return the log-odds that a link to this host promotes spam; 0 for an empty host."""
        return self.look_up(host)[2] if host else 0.0

    def registrable(self, host: str) -> str:
        """Return the registrable domain of a host, or the host itself where it has none."""
        return self.look_up(host)[0]
