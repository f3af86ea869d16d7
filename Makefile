# The one door to the project. `make` alone lists what it can do; CI calls the same targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test check fix attack bench docs lock setup clean

# Never let uv fetch a Python of its own: it would come from outside the package index.
export UV_PYTHON_DOWNLOADS = never
# Our environment, whatever environment the shell happens to have switched on.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME CONDA_PREFIX

BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile -q --no-config --universal --generate-hashes --fork-strategy fewest \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

# The figure that must be reached is that of both passes together.
NO_REPORT := --cov-report= --cov-fail-under=0

help:  ## List what make can do (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The demo's site has a data folder and a key folder of its own; DEMO_ONCE=1 stops after the report.
DEMO_SITE := SOUNDINGS_DATA="$(CURDIR)/demo-output/demo-site" SOUNDINGS_HTTPS=no SOUNDINGS_SECOND_STEP=no \
	SOUNDINGS_ORGANISATION="Thornthwaite Council (invented)"

demo: .venv/.ready  ## Set everything up, write the report of an invented council, and serve its survey until Ctrl-C
	@$(BIN)/soundings demo
	@if [ "$${DEMO_ONCE:-}" != 1 ]; then mkdir -p demo-output/demo-site; \
		env -u DATABASE_URL -u SOUNDINGS_KEYS $(DEMO_SITE) $(BIN)/soundings-web demo --council demo-output/council; fi

# Served to this machine only, so without a certificate unless somebody sets one up in front of it.
RUN_HERE := SOUNDINGS_HTTPS="$${SOUNDINGS_HTTPS:-no}"

run: .venv/.ready  ## Set everything up and run the site, its worker and its clock until Ctrl-C
	@$(RUN_HERE) $(BIN)/soundings-web migrate --verbosity 0
	@$(RUN_HERE) $(BIN)/soundings-web serve

test: check  ## Set everything up, check the code and run every test, those of the site on both databases, with branch coverage
	$(BIN)/python -m pytest --cov $(NO_REPORT)
	$(BIN)/python -m tests.postgresql tests/web -q -m "not process" --cov --cov-append $(NO_REPORT)
	$(BIN)/coverage report

check: .venv/.ready  ## Lint, format, types, floor plan and dead code; no tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

fix: .venv/.ready  ## Mend what the linter and the formatter can mend by themselves
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

attack: .venv/.ready  ## Attack, durability, real-data and solver tests at the acceptance sizes
	SOUNDINGS_SIZE=full $(BIN)/python -m pytest -m "attack or realdata or solver or durability"

bench: .venv/.ready  ## Measure speed and memory; prints figures and ratios, asserts nothing
	$(BIN)/python -m benchmarks

docs: .venv/.ready  ## Write the pages that are made from the code: figures, methods and schemas
	$(BIN)/python tools/write_docs.py

lock: .venv/.tools  ## Write the three lock files afresh from pyproject.toml (add UPGRADE=--upgrade for newer ones)
	$(COMPILE) $(UPGRADE) --group dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --group build -c requirements-dev.lock pyproject.toml -o requirements.lock
	awk '/^[a-z0-9]/ { keep = /^uv==/ } keep' requirements-dev.lock > bootstrap.lock
	! grep -nE '://|--(extra-)?index-url|--find-links' bootstrap.lock requirements.lock requirements-dev.lock

setup: .venv/.ready  ## Only set up: the environment, the locked libraries, the two commands

clean:  ## Remove the environment and everything that was made
	rm -rf .venv build dist demo-output htmlcov .coverage .coverage.* src/*.egg-info
	rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made in three steps, each done again only when what it stands on changed:
# tools (Python and uv), the locked libraries, and our own two commands.

.venv/.tools: bootstrap.lock tools/make-venv
	@PY="$(PY)" bash tools/make-venv
	@touch $@

.venv/.synced: .venv/.tools requirements-dev.lock
	@echo "Installing the locked libraries ..."
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements-dev.lock || { \
		echo "uv could not; trying pip, which knows this machine's own package settings ..."; \
		$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.lock; }
	@touch $@

.venv/.ready: .venv/.synced pyproject.toml
	@$(BIN)/uv pip install -q --python $(BIN)/python --offline --no-deps --no-build-isolation -e .
	@touch $@
