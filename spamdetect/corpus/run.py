"""A whole corpus: every shard once, in several processes, where an earlier run has stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spamdetect.corpus.extras import extra
from spamdetect.corpus.shard_job import Job, Step, finished, reader, work
from spamdetect.corpus.shards import Shard
from spamdetect.policy import rate_of

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
        Every step that is done, in no certain order of shards; of a shard that is done in another process only the
        last.

    Raises:
        UsageError: an option makes no sense, or a library is not installed that a format needs.
        ModelError: the model cannot be loaded.
    """
    rate_of(job.settings.sensitivity, job.settings.max_fpr)
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
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)
    yield from parallel(delayed(whole)(job, shard) for shard in waiting)


def share_out(shards: Sequence[Shard], workers: int) -> bool:
    """Tell whether there are enough shards for every process to take whole ones."""
    from joblib import effective_n_jobs

    return len(shards) >= SHARDS_EACH * int(effective_n_jobs(workers))


def whole(job: Job, shard: Shard) -> Step:
    """Do one shard, as one step."""
    *_, last = work(job, shard)
    return Step(shard.size(), last.summary)
