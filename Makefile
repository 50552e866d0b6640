# Bawaba. `make help` lists what can be asked.
SHELL := /bin/bash
PYTHON := .venv/bin/python
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint bench audit lock messages clean

help: ## List what can be asked
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv, install what Bawaba needs (pinned by hash), compile the translations
	@scripts/setup.sh

setup-dev:
	@scripts/setup.sh --dev

run: setup ## Prepare the database and the starter catalogue, then serve http://localhost:8000 (PORT, BAWABA_HOME)
	@exec $(BIN)/bawaba start

test: ## Everything: linters, walls, types, tests on SQLite and PostgreSQL, browser, accessibility, HTML
	@scripts/run_tests.py

lint: setup-dev ## Style, types and walls only
	@scripts/run_tests.py --only static

bench: setup-dev ## Measure: pages against a bare view and Wagtail, imports, how search grows
	@status=0; for bench in benchmarks/bench_*.py; do echo "── $$bench"; $(PYTHON) $$bench || status=1; done; exit $$status

audit: setup-dev ## Lighthouse on the main pages, phone profile
	@scripts/run_tests.py --only audit

lock: setup-dev ## Compile requirements/*.in into hashed locks
	@scripts/lock.sh

messages: setup-dev ## Collect the texts to translate (ar, fr) in every room, then compile them
	@scripts/messages.sh

clean: ## Remove caches and what was built; keeps .venv and var/
	@rm -rf build dist reports .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find bawaba tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
