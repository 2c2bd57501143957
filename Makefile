# Auteur. `make help` lists what can be done.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export WORKSPACE_ROOT HOST PORT AUTEUR_SAMPLE_FILM

ifeq ($(origin WORKSPACE_ROOT), undefined)
unexport WORKSPACE_ROOT
endif
ifeq ($(origin HOST), undefined)
unexport HOST
endif
ifeq ($(origin PORT), undefined)
unexport PORT
endif
ifeq ($(origin AUTEUR_SAMPLE_FILM), undefined)
unexport AUTEUR_SAMPLE_FILM
endif

.PHONY: help
help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: run
run: ## Start the studio (HOST= PORT= WORKSPACE_ROOT= AUTEUR_SAMPLE_FILM=0); Ctrl-C stops it
	@setup/bootstrap.sh web_app renderer
	@exec $(BIN)/auteur run

.PHONY: setup
setup: ## Set up the checkout without starting anything
	@setup/bootstrap.sh web_app

.PHONY: new-project
new-project: ## Make a film on disk: NAME="My Film" [STRUCTURE=three-act] [QUALITY=standard]
	@test -n "$(NAME)" || { echo 'Say how it is called: make new-project NAME="My Film"' >&2; exit 2; }
	@setup/bootstrap.sh
	@$(BIN)/auteur new-project "$(NAME)" --structure "$(or $(STRUCTURE),three-act)" --quality "$(or $(QUALITY),standard)"

.PHONY: test
test: ## Run every suite that this machine can run
	@setup/bootstrap.sh web_app
	@setup/run_tests.sh

.PHONY: bench
bench: ## Measure the product's bars, as ratios in one run
	@setup/bootstrap.sh
	@$(BIN)/auteur warm >/dev/null
	@$(BIN)/python -m bench

.PHONY: lint
lint: ## Check style, types and generated files
	@setup/bootstrap.sh web_app
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@cd frontend && npm run --silent lint
	@setup/check_types.sh

.PHONY: types
types: ## Generate the app's types from the server's schemas
	@setup/bootstrap.sh web_app
	@cd frontend && npm run --silent types

.PHONY: format
format: ## Format the code
	@setup/bootstrap.sh
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@cd frontend && npm run --silent format

.PHONY: dev
dev: ## Start the studio, and the web app with hot reload on http://127.0.0.1:5173
	@setup/bootstrap.sh web_app renderer
	@trap 'kill 0' INT TERM EXIT; $(BIN)/auteur run --no-browser & cd frontend && npm run dev -- --host 127.0.0.1 --port 5173

.PHONY: clean
clean: ## Remove what set-up made (films stay)
	rm -rf .venv .setup frontend/node_modules frontend/build frontend/.svelte-kit
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
