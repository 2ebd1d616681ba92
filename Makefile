# Banjie (办结): every command that a developer or an administrator of a checkout needs. `make help` lists them.
# Nothing is done twice: environments, node_modules and the built interface are remade when their sources change.

HOST ?= 127.0.0.1
PORT ?= 8400
DATA ?= data
# Python tests run in this many processes; more than the cores only costs memory.
WORKERS ?= 2
PYTEST_ARGS ?=
BENCH_ARGS ?=

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON := .venv/bin/python
UV := tools/uv
UI := src/banjie/static/index.html
FONTS := src/banjie/static_fonts/OFL.txt
NODE_MODULES := web/node_modules/.package-lock.json

# What the built interface is made of: not its tests; folders too, so that a removed file counts as a change.
# The guides and their pictures are shown inside it.
WEB_SOURCES := $(shell find web docs/zh/guide docs/en/guide docs/screenshots -mindepth 1 -name node_modules -prune -o -name tests -prune -o -name '*.spec.ts' -prune -o -print)
PACKAGE_SOURCES := pyproject.toml hatch_build.py requirements/build.txt

# A checkout with the developers' tools keeps them when it only runs.
ENVIRONMENT := $(if $(wildcard .stamps/dev),.stamps/dev,.stamps/app)

.PHONY: help run setup setup-dev web fonts test test-python test-web check format bench lock api wheel notices clean distclean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  Options: HOST=$(HOST) PORT=$(PORT) DATA=$(DATA) WORKERS=$(WORKERS) PYTEST_ARGS= BENCH_ARGS="

# ---- run -------------------------------------------------------------------------------------------------

run: setup ## set up, load the demo company once, serve it (HOST=0.0.0.0 for the local network)
	@.venv/bin/banjie demo --if-empty --host "$(HOST)" --data "$(DATA)"
	@exec .venv/bin/banjie serve --host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

setup: $(ENVIRONMENT) web fonts ## what running needs: Python packages, web interface, fonts

setup-dev: .stamps/dev web fonts ## what testing and developing need on top of that

# ---- Python ----------------------------------------------------------------------------------------------

.venv/pyvenv.cfg: | .stamps/bootstrap
	@$(UV) venv --quiet --allow-existing --python "$$(python3 -c 'import sys; print(sys.executable)')" .venv
	@touch $@

.stamps/bootstrap: tools/bootstrap
	@tools/bootstrap
	@mkdir -p .stamps && touch $@

.stamps/app: requirements/app.txt $(PACKAGE_SOURCES) .venv/pyvenv.cfg
	@echo "Python packages …"
	@$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements/app.txt requirements/build.txt
	@$(UV) pip install --quiet --python $(PYTHON) --offline --no-deps --no-build-isolation --editable .
	@mkdir -p .stamps && touch $@

.stamps/dev: requirements/dev.txt $(PACKAGE_SOURCES) .venv/pyvenv.cfg
	@echo "Python packages, with the developers' …"
	@$(UV) pip sync --quiet --python $(PYTHON) --require-hashes requirements/dev.txt
	@$(UV) pip install --quiet --python $(PYTHON) --offline --no-deps --no-build-isolation --editable .
	@mkdir -p .stamps && touch $@ .stamps/app

lock: $(ENVIRONMENT) ## recompile requirements/*.txt from pyproject.toml and requirements/*.in (UPGRADE=1 for newer versions)
	@tools/lock $(if $(UPGRADE),--upgrade)

# ---- web interface and fonts -----------------------------------------------------------------------------

web: $(UI) ## build the web interface if its sources changed

$(NODE_MODULES): web/package.json web/package-lock.json | .stamps/bootstrap
	@echo "Web packages …"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(UI): $(NODE_MODULES) $(WEB_SOURCES)
	@echo "Web interface …"
	@mkdir -p .stamps
	@cd web && npm run --silent build >../.stamps/web.log 2>&1 || { cat ../.stamps/web.log; exit 1; }
	@touch $@

fonts: $(FONTS)

$(FONTS): tools/fonts.py | $(NODE_MODULES)
	@echo "Fonts for PDF …"
	@python3 tools/fonts.py
	@touch $@

# What may be left out of a request is optional there; answers say themselves what they always carry.
API_FLAGS := --default-non-nullable=false --alphabetize

api: $(ENVIRONMENT) $(NODE_MODULES) ## regenerate the web client's types from the server's OpenAPI document
	@mkdir -p .stamps
	@$(PYTHON) tools/openapi.py .stamps/openapi.json
	@cd web && node_modules/.bin/openapi-typescript ../.stamps/openapi.json -o src/shared/api/schema.d.ts $(API_FLAGS)

# ---- quality ---------------------------------------------------------------------------------------------

test: test-web test-python ## all tests: web units and types, Python, browser; SQLite and PostgreSQL

test-web: $(NODE_MODULES) ## unit tests and types of the web interface
	@cd web && npm run --silent typecheck
	@cd web && npm test --silent

test-python: setup-dev ## Python and browser tests (PYTEST_ARGS="tests/engine -k return" for some)
	@BANJIE_CHROMIUM="$$(tools/chromium)" && export BANJIE_CHROMIUM && \
		{ $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS); status=$$?; \
		if [ $$status -eq 1 ]; then \
			echo "Failed tests once more, one at a time: some wait for other processes, and a busy machine is late."; \
			$(PYTHON) -m pytest --last-failed --last-failed-no-failures none $(PYTEST_ARGS); status=$$?; \
		fi; exit $$status; }

check: .stamps/dev $(NODE_MODULES) ## lint, formatting, types, import law: all of them, also after a finding
	@status=0; \
	.venv/bin/ruff check || status=1; \
	.venv/bin/ruff format --check || status=1; \
	.venv/bin/lint-imports --no-logo || status=1; \
	.venv/bin/mypy || status=1; \
	(cd web && npm run --silent lint) || status=1; \
	exit $$status

format: .stamps/dev ## let ruff repair what it can
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

bench: setup-dev ## benchmarks: ratios on the screen and in bench/results/
	@$(PYTHON) -m bench $(BENCH_ARGS)

# ---- release ---------------------------------------------------------------------------------------------

wheel: $(ENVIRONMENT) web fonts ## wheel and sdist with the interface inside, into dist/
	@$(UV) build --quiet --python $(PYTHON) --no-build-isolation --out-dir dist
	@ls -l dist

notices: .stamps/dev $(NODE_MODULES) ## rewrite docs/third-party.md from what is installed
	@$(PYTHON) tools/third_party.py docs/third-party.md

clean: ## remove what was built; keep environments and data
	@rm -rf dist build src/banjie/static src/banjie/static_fonts .stamps/openapi.json
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## also remove the environments; data stays
	@rm -rf .venv .stamps .tools web/node_modules
