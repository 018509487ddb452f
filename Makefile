# The commands of Parvis. `make` alone lists them; docs/reference/commands.md says more.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest

.PHONY: help run setup setup-test test test-fast test-postgres trials bench lint format check messages clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, then serve the town (PORT=8000, PARVIS_DATA=var, PARVIS_DEMO=0 for an empty one)
	@bin/run

setup: ## Install what `make run` needs, without serving
	@bin/setup run

setup-test: ## Install what tests and lints need
	@bin/setup test

test: setup-test ## Run all tests, a real browser included
	$(PYTEST) -n 2 --dist loadgroup -m "not browser and not trial" --create-db
	$(PYTEST) -n 2 --dist loadgroup -m browser # apart: Playwright's loop in a process forbids Django's tests there

test-fast: setup-test ## Run the tests that are fast (2 minutes at most): no browser, server, OCR or demo load
	$(PYTEST) -n 2 -m "not browser and not server and not trial and not slow"

test-postgres: setup-test ## Run the tests on a PostgreSQL server made for the occasion: no browser or server
	bin/with-postgres $(PYTEST) -n 2 -m "not browser and not server and not trial" --create-db

trials: setup-test ## Run the long trials: kills and loads, over and over
	$(PYTEST) -m trial --create-db

bench: setup-test ## Measure; writes $PARVIS_DATA/bench.tsv
	$(PYTHON) tests/benchmarks/run.py

lint: setup-test ## Check style, types, imports, templates, catalogues, migrations, Dockerfile
	@bin/lint

format: setup-test ## Rewrite the code in the project's format
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix-only --quiet .

check: setup ## Check the settings for production, with sample values
	@bin/check

messages: setup-test ## Bring the translation catalogues up to date with the source
	$(PYTHON) bin/catalogues extract

clean: ## Remove what was built (not the data)
	rm -rf .venv staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find portal cms edm -name '*.mo' -delete
