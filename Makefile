# One command runner: what a person runs is what CI runs. `make help` lists the targets.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
UV := $(BIN)/uv
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test torture check bench bench-engine fmt messages screenshots requirements sbom

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.complete ## Make .venv with the portal, the engine and the tools; quick when nothing changed

demo: .venv/.portal ## Start the portal with a demo cast on http://localhost:8000 (PORT=8123 for another port)
	@$(BIN)/orken demo

demo-reset: .venv/.portal ## Forget the demo's data and start anew
	@$(BIN)/orken demo --reset

test: .venv/.complete ## Run all tests, the journeys in a real browser included
	@$(BIN)/python -m tools.browser >/dev/null
	@$(BIN)/python -m tools.antivirus
	$(BIN)/python -m tools.messages --compile
	$(BIN)/pytest -q -n 2 --dist worksteal -c growthpoles/pyproject.toml --rootdir growthpoles growthpoles/tests
	$(BIN)/pytest -q -n 3 --dist worksteal

torture: .venv/.complete ## File 3,000 applications while web, worker and database are killed; some half an hour
	$(BIN)/python -m tests.torture

check: .venv/.complete ## Lint, types, import contracts, translations and migrations: what CI checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --config-file growthpoles/pyproject.toml growthpoles/src
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.messages --check
	$(BIN)/python -m tools.migrations
	$(BIN)/python -m tools.settings_table --check
	$(BIN)/python -m tools.audit

bench: .venv/.complete ## Measure the portal; a table here, and var/bench.json
	$(BIN)/python -m tools.bench

bench-engine: .venv/.complete ## Measure the science engine; figures go to var/bench-engine.json
	@mkdir -p var
	$(BIN)/growthpoles bench

fmt: .venv/.complete ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

messages: .venv/.complete ## Bring the translation catalogues up to date with the source
	$(BIN)/python -m tools.messages

screenshots: .venv/.complete ## Photograph the main pages, desktop and phone, light and dark, into var/screenshots
	@$(BIN)/python -m tools.browser >/dev/null
	$(BIN)/python -m tools.screenshots

sbom: .venv/.complete ## List every package of the portal with its hashes (CycloneDX) in var/sbom.json
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file var/sbom.json requirements/runtime.txt

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
requirements: .venv/.complete ## Pin the newest allowed versions of all packages, with hashes and without host names
	$(COMPILE) --upgrade pyproject.toml --group build -o requirements/runtime.txt
	$(COMPILE) --upgrade pyproject.toml growthpoles/pyproject.toml --extra peers --group build --group dev \
		-c requirements/runtime.txt -o requirements/dev.txt

# The stamps say what .venv holds: the portal alone, or everything.
.venv/.uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed and none was found; name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.portal: .venv/.uv requirements/runtime.txt pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m tools.messages --compile
	@touch $@

.venv/.complete: .venv/.portal requirements/dev.txt growthpoles/pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e . -e growthpoles
	@touch $@
