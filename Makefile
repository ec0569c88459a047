# Two commands are enough for a newcomer: `make local` fills a database, `make test` runs the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q
NPM    := $(shell command -v npm 2>/dev/null)

.PHONY: local test check lint types layers docs bench supabase clean help

help:
	@echo "make local   fill the built-in database and print its URL"
	@echo "make test    run the tests, on real servers"
	@echo "make check   lint, types, layers and tests"
	@echo "make bench   measure against peers and limits (bench/)"
	@echo "make docs    build the documentation into site/"
	@echo "make clean   stop the built-in server and remove what these commands made"

local: $(VENV)/local.done
	@$(BIN)/seed local

test: $(VENV)/dev.done supabase
	@$(BIN)/python -m pytest $(ARGS)

check: lint types layers test

lint: $(VENV)/dev.done
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/dev.done
	@$(BIN)/mypy

layers: $(VENV)/dev.done
	@$(BIN)/lint-imports --no-cache

docs: $(VENV)/docs.done
	@$(BIN)/python docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "docs: site/index.html"

bench: $(VENV)/bench.done
	@$(BIN)/python -m bench $(ARGS)

# The Supabase CLI's tests run where Node.js is; everything else needs Python alone.
supabase: $(if $(NPM),node_modules/.done,)

node_modules/.done: package.json
	@npm install --no-audit --no-fund --no-package-lock --loglevel=error
	@touch $@

$(VENV)/created.done:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Seed needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/local.done: $(VENV)/created.done pyproject.toml constraints.txt
	@echo "installing into $(VENV) (once)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/dev.done: $(VENV)/local.done
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/docs.done: $(VENV)/local.done
	@$(PIP) install -c constraints.txt -e '.[docs]'
	@touch $@

$(VENV)/bench.done: $(VENV)/dev.done
	@$(PIP) install -c constraints.txt --target $(VENV)/peers 'SQLAlchemy>=2.0'
	@touch $@

clean:
	@if [ -x $(BIN)/seed ] && [ -d .seed ]; then $(BIN)/seed stop || true; fi
	@rm -rf .seed $(VENV) node_modules site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
