# Everything goes through here. `make` alone lists it; `make -C <this folder> up` works from anywhere.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules
SETUP := scripts/setup
BIN := .venv/bin
# Options for `branchpoint up`, as in: make up ARGS="--port 9000 --data ../runs"
ARGS ?=

.PHONY: help setup up test check unit e2e client glossary reference pictures screenshots lecture migration lock wheel format clean

help: ## list these targets
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' Makefile
	@echo "Settings: PYTHON=<interpreter>, TORCH_SPEC=<what pip installs for torch>, ARGS=<options of up>, V=1 (show the output of every step)"

setup: ## everything that up, test and the editors need, and no more than is missing
	@$(SETUP) dev page

up: ## install, build and migrate what is out of date, start API and worker, print the address
	@$(SETUP) packages page
	@exec $(BIN)/branchpoint up $(ARGS)

test: ## every check there is; ends with "N passed, 0 failed"
	@$(SETUP) dev page
	@exec $(BIN)/python scripts/run_checks.py all

check: ## linters, types, import contracts, client and lock files fresh, Dockerfiles and compose file valid
	@$(SETUP) dev node
	@exec $(BIN)/python scripts/run_checks.py check

unit: ## Python and TypeScript unit tests, on SQLite and on a real PostgreSQL
	@$(SETUP) dev page
	@exec $(BIN)/python scripts/run_checks.py unit

e2e: ## browser tests in a real Chromium
	@$(SETUP) dev page
	@exec $(BIN)/python scripts/run_checks.py e2e

client: ## the OpenAPI document and the TypeScript client, from the API as it is now
	@$(SETUP) packages node
	@scripts/client

lecture: ## the guide's page "The lecture in nine figures", from runs that this launches (as pictures does)
	@$(SETUP) dev page
	@scripts/with-chromium $(BIN)/python scripts/lecture.py $(ARGS)

migration: ## a new migration from the tables as they are now: make migration name=what_changes
	@[ -n "$(name)" ] || { echo "error: say what changes: make migration name=what_changes" >&2; exit 2; }
	@$(SETUP) packages
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
		export BRANCHPOINT_DATA="$$fresh" BRANCHPOINT_DATABASE_URL=; \
		$(BIN)/branchpoint migrate >/dev/null && $(BIN)/python -m backend.db.migrate revision "$(name)"

glossary: ## docs/glossary.md, from the descriptions of the diagnostics
	@$(SETUP) packages
	@$(BIN)/python scripts/glossary.py

reference: ## the guide's reference pages, from commands, settings, specs and routes as they are
	@$(SETUP) packages
	@$(BIN)/python scripts/reference.py

pictures: ## the guide's pictures, from runs that this launches (ten minutes of two cores; ARGS="--data DIR" keeps them)
	@$(SETUP) dev page
	@scripts/with-chromium $(BIN)/python scripts/pictures.py $(ARGS)

screenshots: ## pictures of every page at three widths in both themes, to look at (ten minutes; ARGS="--only run --widths 390")
	@$(SETUP) dev page
	@scripts/with-chromium $(BIN)/python -m tests.benchmarks.screenshots $(ARGS)

lock: ## resolve the dependencies again into requirements/ (UPGRADE=1 takes newer ones)
	@$(SETUP) venv
	@scripts/lock

wheel: ## a wheel with the page inside, in dist/: pip install "dist/<file>[torch]"
	@$(SETUP) packages page
	@rm -rf build dist
	@$(BIN)/pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

format: ## format Python and TypeScript
	@$(SETUP) dev node
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend run --silent format

clean: ## remove all that was made here, except your data
	@rm -rf .venv .stamps .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results \
		*.egg-info build dist frontend/node_modules frontend/dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
