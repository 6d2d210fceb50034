"""Whole corpora: WARC, WET, JSON lines, Parquet and folders of pages, in flat memory.

`Settings` says how records are read and judged, `annotation` what is said of each. `Annotate` does it for Arrow
tables, which is what the engines in `spamdetect.integrations` run; `job.run` does it for files.
"""
