# The tasks of this project. `make` alone lists them.
# Everything runs from .venv, which `make setup` builds from the exact versions and hashes of requirements/lock.txt.

# Debian links its own Python into one program: everything here takes it a tenth less work than a Python that is a
# shared library. That one is taken where it is new enough and can make environments, else the first on the path.
ifndef PYTHON
PYTHON := $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
endif
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
ASSETS := compliance/web/assets
BUILT := $(ASSETS)/built/amends.css

# No telemetry from anything that is started here.
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup browser demo run test check bench torture lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(BUILT) ## make or refresh the virtual environment in .venv, and the pages' style sheet

$(LOCKED): requirements/lock.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
		"Amends needs Python 3.11 or newer, and $(PYTHON) is older or missing. Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
		echo "Making the virtual environment $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing the versions of requirements/lock.txt (about a minute the first time)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/lock.txt
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@echo "Installing Amends itself"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BUILT): $(LOCKED) $(ASSETS)/package-lock.json $(ASSETS)/build.sh $(wildcard $(ASSETS)/*.scss $(ASSETS)/*.js $(ASSETS)/*.svg)
	@echo "Building the style sheet of the pages"
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh $(ASSETS)/build.sh

browser: ## install the browser that the tests drive (Debian's chromium without a window), where there is none
	@command -v chromium-headless-shell >/dev/null || { \
		echo "Installing Debian's chromium for the tests of the pages"; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; \
	} || command -v chromium >/dev/null

demo: setup ## replay the published figures and a small office, then show what came out
	@$(BIN)/amends demo

run: setup ## start everything a small office needs; Ctrl-C ends it
	@$(BIN)/amends init && exec $(BIN)/amends serve

test: setup check browser ## check, then run every test and measure what they cover
	$(BIN)/python -m pytest -n 3 --cov --cov-report=term --cov-fail-under=95

check: setup ## formatting, lint, types, who imports whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup ## the daily job, the lists, the mail and the pages, each beside its floor
	@$(BIN)/python -m tests.benchmarks

torture: setup ## break it on purpose for some twenty minutes, and see whether the promise holds
	@$(BIN)/python -m tests.torture

lock: ## resolve requirements/*.in again into requirements/lock.txt
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT \
		&& echo "Fetching uv" \
		&& $(PYTHON) -m venv "$$folder" \
		&& "$$folder/bin/python" -m pip install -qq --disable-pip-version-check uv \
		&& echo "Resolving requirements/*.in" \
		&& "$$folder/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-annotate --no-header requirements/run.in requirements/test.in -o requirements/lock.txt

clean: ## remove .venv and everything the tools leave behind; var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
