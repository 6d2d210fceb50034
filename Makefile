# `make demo` and `make test` need Python 3.11 with pip, and nothing else.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# pip of the outer Python installs into the new one: Debian's Python brings no other way to make an environment.
INSTALL = $(PYTHON) -m pip --python $(RUN) install --quiet --disable-pip-version-check

.PHONY: demo test model eval bench

demo: $(VENV)/.user
	@echo; echo '$$ spamdetect check data/examples'
	@$(VENV)/bin/spamdetect check --exit-zero data/examples
	@echo; echo '$$ spamdetect clean --diff data/examples/rowing-club.html'
	@$(VENV)/bin/spamdetect clean --diff data/examples/rowing-club.html

test: $(VENV)/.dev
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(RUN) -m pytest

model: $(VENV)/.dev
	$(RUN) -m spamdetect.train --folds cache/folds
	$(RUN) tests/readme.py

eval: $(VENV)/.dev
	$(RUN) -m spamdetect.train.report --folds cache/folds --card models/default/MODEL_CARD.md --mistakes cache/mistakes.md

bench: $(VENV)/.bench
	$(RUN) -m benchmarks

$(RUN):
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.user: pyproject.toml | $(RUN)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(RUN)
	$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.user

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
	$(INSTALL) --editable '.[bench]'
	@touch $@
