"""A whole corpus: every shard once, in several processes, where an earlier run has stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from spamdetect.corpus.shard_job import Job, Step, finished, reader, work
from spamdetect.corpus.shards import Shard
from spamdetect.corpus.summary import Summary
from spamdetect.extras import extra
from spamdetect.policy import rate_of
from spamdetect.workers import in_order

# Shards for each process from which on every process takes whole shards. Below, one shard is done after the other
# and its pages are shared out: no process is without work while the last shards are done.
SHARDS_EACH = 4


def run(job: Job, shards: Sequence[Shard], workers: int = 1) -> Iterator[Step]:
    """Do the shards that are not done yet.

    Args:
        job: what to do.
        shards: where.
        workers: number of processes; -1 for all cores.

    Yields:
        Every step that is done; of a shard that is done in another process only the last.

    Raises:
        UsageError: an option makes no sense, or a library is not installed that a format needs.
        ModelError: the model cannot be loaded.
    """
    rate_of(job.settings.sensitivity, job.settings.max_fpr)
    job.settings.loaded()
    for shard in shards:
        reader(shard.format)
        if shard.source.suffix.lower() == ".zst":
            with extra("corpus"):
                import zstandard  # noqa: F401
    waiting: list[Shard] = []
    for shard in shards:
        summary = finished(job, shard)
        if summary is None:
            waiting.append(shard)
        else:
            yield Step(shard.size(), summary, resumed=True)
    if workers == 1 or not share_out(waiting, workers):
        for shard in waiting:
            yield from work(job, shard, workers)
        return
    yield from in_order(partial(whole, job), waiting, workers, lost=lost, batch=1)


def share_out(shards: Sequence[Shard], workers: int) -> bool:
    """Tell whether there are enough shards for every process to take whole ones."""
    from joblib import effective_n_jobs

    return len(shards) >= SHARDS_EACH * int(effective_n_jobs(workers))


def whole(job: Job, shard: Shard) -> Step:
    """Do one shard, as one step."""
    *_, last = work(job, shard)
    return Step(shard.size(), last.summary)


def lost(shard: Shard) -> Step:
    """Return what is said of a shard whose process has died of it."""
    why = "the process that worked on it has died, most likely for want of memory"
    return Step(shard.size(), Summary(shards={shard.name: why}))
