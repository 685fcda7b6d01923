# A thin face over `flask` commands. `make run` needs nothing but Python 3.11 or later.
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/python -m flask --app wsgi
# Tests side by side. Each has a database, a browser or a server that work beside it: more than cores do not help.
JOBS ?= 2

.PHONY: run test test-long demo bench lint assets translations clean

run: .venv/run assets
	@$(BIN)/python -m flask up

test: .venv/dev assets
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -n $(JOBS) -m "not long"

test-long: .venv/dev assets
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -n $(JOBS) -m long

demo: .venv/dev
	@$(BIN)/python -m tests.journeys.demo

bench: .venv/dev
	@$(BIN)/python -m tests.benchmarks

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.scripts.catalogues --check

assets: .venv/run
	@$(BIN)/python -m app.web.assets.build

# Extract every sentence from code, templates and scripts into the catalogues; new ones wait for their translation.
translations: .venv/dev
	@$(BIN)/python -m app.scripts.catalogues

.venv/bin/python:
	@$(PYTHON) .ci/venv.py .venv

.venv/run: .venv/bin/python .locks/run.txt pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .locks/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run .locks/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .locks/dev.txt
	@touch $@

clean:
	rm -rf .venv app/static/built app/web/assets/node_modules
