# `make demo` and `make test` need Python 3.11 with pip, and nothing else.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# pip of the outer Python installs into the new one: Debian's Python brings no other way to make an environment.
INSTALL = $(PYTHON) -m pip --python $(RUN) install --quiet --disable-pip-version-check

.PHONY: demo test lock audit fuzz model eval compare bench

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

# The versions that the next `make test` installs, where they can be had, are those that are installed now.
lock: $(VENV)/.dev
	$(RUN) tests/lock.py

# What is known to be wrong with them. It asks a service on the network, and is left out where there is none.
audit: $(VENV)/.dev
	@if $(RUN) -c 'import urllib.request as r; r.urlopen("https://api.osv.dev/v1/vulns/GHSA-2xpw-w6gg-jr37", timeout=10)' 2>/dev/null; \
	then $(INSTALL) pip-audit && $(RUN) -m pip_audit --disable-pip --no-deps --vulnerability-service osv --requirement tests/requirements.lock; \
	else echo 'SKIPPED: nobody can be asked about known vulnerabilities from here'; fi

fuzz: $(VENV)/.dev
	$(INSTALL) atheris
	cd tests && PYTHONPATH=.. ../$(RUN) -m fuzz all 600

model: $(VENV)/.dev
	$(RUN) -m spamdetect.train --folds cache/folds
	$(RUN) tests/readme.py

eval: $(VENV)/.dev
	$(RUN) -m spamdetect.train.report --folds cache/folds --card models/default/MODEL_CARD.md --mistakes cache/mistakes.md

# What takes as long as training itself: simple methods, extractors, languages left out, other judges of places.
compare: $(VENV)/.bench
	$(RUN) -m spamdetect.train.baselines --folds cache/folds --out models/default/tables/baselines.md
	$(RUN) -m spamdetect.train.survival --folds cache/folds --out models/default/tables/survival.md
	$(RUN) -m spamdetect.train.languages --folds cache/folds --out models/default/tables/languages.md
	$(RUN) -m spamdetect.train.comparison --out models/default/tables/comparison.md

bench: $(VENV)/.bench
	$(RUN) -m benchmarks

$(RUN):
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.user: pyproject.toml | $(RUN)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml tests/requirements.lock | $(RUN)
	$(INSTALL) --constraint tests/requirements.lock --editable '.[dev]' || { \
	    echo 'The locked versions cannot be had here; others are taken.' >&2; $(INSTALL) --editable '.[dev]'; }
	@touch $@ $(VENV)/.user

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
	$(INSTALL) --editable '.[bench]'
	@touch $@
