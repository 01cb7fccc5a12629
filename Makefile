# Needs git, make and Python >= 3.11; everything else comes from the locks into .venv.
# `make PYTHON=/path/to/python` chooses the interpreter, `make UV=` does without uv.

# A version manager's shims answer to names whose interpreter is not there, so each candidate is run.
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	"$$python" -c '$(RECENT)' >/dev/null 2>&1 && { echo "$$python"; break; }; done)
UV ?= $(shell uv --version >/dev/null 2>&1 && command -v uv)

BIN := .venv/bin
READY := .venv/.ready

WORKFLOWS := $(wildcard .github/workflows/*.yml)
ISSUE_FORMS := $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
# What `clubaction init` makes is looked at as it comes out: its templates are no YAML yet.
NEW_CLUB := build/new-club
NEW_WORKFLOWS := $(patsubst %,$(NEW_CLUB)/.github/workflows/%.yml,club check)
NEW_ISSUE_FORMS := $(patsubst %,$(NEW_CLUB)/.github/ISSUE_TEMPLATE/%.yml,paper claim)
ISSUE_CONFIG := $(wildcard .github/ISSUE_TEMPLATE/config.yml)
ACTION := $(wildcard action.yml */action.yml)
DEPENDABOT := $(wildcard .github/dependabot.yml)
schema = $(if $(2),$(BIN)/check-jsonschema --builtin-schema vendor.$(1) $(2))

.DEFAULT_GOAL := help
.PHONY: help .venv demo test lint format schema bench lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[.a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv: $(READY) ## Install the project and its locked dependencies into .venv

$(READY): requirements-dev.lock
	@test -n '$(PYTHON)' || { echo 'make: found no Python >= 3.11; name one: make PYTHON=/path/to/python' >&2; exit 1; }
	@'$(PYTHON)' -c '$(RECENT)' || { echo 'make: $(PYTHON) is not a Python >= 3.11' >&2; exit 1; }
	rm -rf .venv
ifneq ($(UV),)
	'$(UV)' venv --quiet --no-python-downloads --python "$$('$(PYTHON)' -c 'import sys; print(sys.executable)')" .venv
	'$(UV)' pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-dev.lock
	'$(UV)' pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	'$(PYTHON)' -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
	@touch $@

demo: $(READY) ## Run a club end to end on a folder, and show what a person would see
	$(BIN)/clubaction demo

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(READY) ## Check style, types, workflows, issue forms and the action
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	rm -rf $(NEW_CLUB) && $(BIN)/python -P -m clubaction init $(NEW_CLUB) >/dev/null
	$(BIN)/zizmor --pedantic --offline --quiet $(WORKFLOWS) $(NEW_WORKFLOWS) $(ACTION) $(DEPENDABOT)
	$(call schema,github-workflows,$(WORKFLOWS) $(NEW_WORKFLOWS))
	$(call schema,github-issue-forms,$(ISSUE_FORMS) $(NEW_ISSUE_FORMS))
	$(call schema,github-issue-config,$(ISSUE_CONFIG))
	$(call schema,github-actions,$(ACTION))
	$(call schema,dependabot,$(DEPENDABOT))

format: $(READY) ## Lay the code out and mend what can be mended without a person
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schema: $(READY) ## Make the JSON Schema of the configuration from the table of its keys
	$(BIN)/python -P -m clubaction.entrypoints.schema >schema/clubaction.schema.json

bench: $(READY) ## Measure the figures that the design promises
	$(BIN)/python -m bench

# The lock is for every platform and every Python from 3.11 on, and names no index and no machine.
LOCK = '$(or $(UV),uv)' pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-config --no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: ## Make the locks anew from pyproject.toml (needs uv)
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	echo uv | $(LOCK) --output-file action/installer.lock -

clean: ## Remove everything that was made here
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist club-demo
	find src tests bench -type d -name __pycache__ -prune -exec rm -rf {} +
