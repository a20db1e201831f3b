# Every command of the project. `make` alone lists them.
# Python: any python3 from 3.11 on; name another with `make PYTHON=python3.12 ...`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DEMO ?= demo-data
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Pejl needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv is missing (Debian: apt-get install python3-venv)"; exit 1; }

# The stamp is renewed when the lock or the package changes, so `make demo` twice installs once.
$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed | $(BIN)/python
	sh scripts/system-packages
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup
setup: $(VENV)/.installed ## install what the product needs; leaves .venv/bin/pejl

.PHONY: setup-dev
setup-dev: $(VENV)/.installed-dev ## install what the tests need too (system packages with apt-get)

.PHONY: demo
demo: setup ## write a fictional municipality, load two deliveries, open the monthly follow-up
	$(BIN)/pejl --home $(HOME_DEMO) demo

# All tests on two cores, each file's tests mostly on one of them. JOBS=0 runs them in one process.
JOBS ?= 2

.PHONY: test
test: setup-dev check ## every check and every test (about a quarter of an hour)
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal

.PHONY: check
check: setup-dev ## style, types, import contracts, generated docs
	$(BIN)/ruff check pejl tests scripts
	$(BIN)/ruff format --check pejl tests scripts
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pejl.site.docs --check

.PHONY: fix
fix: setup-dev ## mend what a machine can: style, generated docs
	$(BIN)/ruff check --fix pejl tests scripts
	$(BIN)/ruff format pejl tests scripts
	$(BIN)/python -m pejl.site.docs

.PHONY: bench
bench: setup-dev ## speed as ratios against hand-written SQL (10,000 and 100,000 citizens)
	$(BIN)/python -m tests.bench

.PHONY: generative
generative: setup-dev ## the long arm of three engines against the reference (E1)
	$(BIN)/python -m tests.generative.run

.PHONY: matching
matching: setup-dev ## the reconciliation on 10,000 drawn municipality-months (E4)
	$(BIN)/python -m tests.quality.matching_worlds

.PHONY: faults
faults: setup-dev ## the long arms of bad files and of kills (E3, E11)
	$(BIN)/python -m tests.faults.bad_files --write
	$(BIN)/python -m tests.faults.bad_files --big --write
	$(BIN)/python -m tests.faults.kills --write

.PHONY: quality
quality: setup-dev ## the long arm of planted faults against the rules (E4)
	$(BIN)/python -m tests.quality.faults --seeds 40

.PHONY: spec
spec: setup-dev ## the indicators' spec tests, and the manual made from them (E2)
	$(BIN)/python -m pytest -q tests/spec
	$(BIN)/python -m pejl.site.docs

.PHONY: picture
picture: setup-dev ## take the README's picture of the report's page anew
	$(BIN)/python scripts/picture.py

.PHONY: lock
lock: ## renew the locks (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml --extra dev --extra spark -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml scripts/build.in -c requirements-dev.lock -o requirements.lock
