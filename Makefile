# make run    set up, build the database from data/, serve on http://localhost:8501
# make test   set up, then format, lint, types, unit tests, browser tests
# Each step of the set-up leaves a stamp in .venv/, so a second run is quick.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check unit browser format screenshots bench vulnerabilities clean

run: .venv/runs .venv/compressed
	$(BIN)/python -m analytics init
	$(BIN)/streamlit run app.py

test: check unit browser

check: .venv/checks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

unit: .venv/checks
	$(BIN)/python -m pytest -m "not browser" -n auto --dist loadfile

browser: .venv/browser
	$(BIN)/python -m pytest -m browser -n auto --dist loadfile

format: .venv/checks
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

screenshots: .venv/browser
	$(BIN)/python -m scripts.screenshots --readme docs/images
	$(BIN)/python -m scripts.manual_pictures

# About 8 minutes; needs a machine that does nothing else. `--only` measures parts.
bench: .venv/browser .venv/compressed .venv/dash/made
	$(BIN)/python -m benchmarks.pages --write

vulnerabilities: .venv/audited
	$(BIN)/python -m scripts.vulnerabilities

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/runs: .venv/made requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

# The browser's files in their smallest forms: 40 s once, for a first visit at a fifth of the bytes.
.venv/compressed: .venv/runs
	$(BIN)/python -m server.set_up
	touch $@

.venv/checks: .venv/runs requirements-dev.txt requirements-cluster.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

.venv/browser: .venv/checks scripts/install_browser.sh
	bash scripts/install_browser.sh $(BIN)
	touch $@

# Dash in a place of its own: its pytest plugin would come into our tests.
.venv/dash/made: .venv/made benchmarks/requirements.txt
	$(PYTHON) -m venv .venv/dash
	.venv/dash/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@

.venv/audited: .venv/checks
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 \
		&& touch $@ || echo "pip-audit could not be installed"
