# Two commands for a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
# Threads of linear algebra that wait for each other cost ten times the work itself.
export OPENBLAS_NUM_THREADS ?= 1
BIN := .venv/bin
SHOWS := exactness calibration speed growth store page bad-input forward bias real known-faults base-carbone uncertainty search estimate totals crosswalk imports pages scale laws concurrency

.DEFAULT_GOAL := help
.PHONY: help demo test check format show docs lock clean

help: ## List what can be made
	@grep -E '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Trajectoire needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/.run ## Compute the demonstration city and serve its pages
	$(BIN)/trajectoire demo

check: .venv/.dev ## Style, types, import contracts, the rules of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/house

test: .venv/.dev ## Run all the tests
	$(BIN)/python tools/browser.py
	$(BIN)/pytest -q -n 2 --maxschedchunk 4

format: .venv/.dev ## Put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

show: $(SHOWS:%=show-%) ## Measure anew everything that the documentation claims

show-%: .venv/.dev ## Measure one claim: make show-exactness
	@$(BIN)/python -m benchmarks.show_$(subst -,_,$*)

docs: .venv/.dev ## Build the documentation into site/
	$(BIN)/mkdocs build --strict

lock: .venv/.run ## Renew the two lock files
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --upgrade -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --group docs -c requirements.lock --universal --generate-hashes --no-header -q -o requirements-dev.lock

clean: ## Remove the environment and what was built
	rm -rf .venv site dist .cache .mypy_cache .ruff_cache .pytest_cache
