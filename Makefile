# Auteur. `make help` lists what can be done.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# What is given on make's command line is a setting of the studio; nothing is passed on that was not given.
define pass_on
ifneq ($$(origin $(1)),undefined)
export $(1)
endif
endef
$(foreach setting,WORKSPACE_ROOT HOST PORT CELERY_BROKER_URL AUTEUR_SAMPLE_FILM PYTHON CI,$(eval $(call pass_on,$(setting))))

.PHONY: help
help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

.PHONY: run
run: ## Start the studio (HOST= PORT= WORKSPACE_ROOT= AUTEUR_SAMPLE_FILM=0); Ctrl-C stops it
	@setup/bootstrap.sh web_app renderer
	@exec $(BIN)/auteur run

.PHONY: setup
setup: ## Set up the checkout without starting anything
	@setup/bootstrap.sh web_app renderer

.PHONY: new-project
new-project: export NAME := $(value NAME)
new-project: ## Make a film on disk: NAME="My Film" [STRUCTURE=three-act] [QUALITY=standard]
	@test -n "$$NAME" || { echo 'Say what it is called: make new-project NAME="My Film"' >&2; exit 2; }
	@setup/bootstrap.sh
	@$(BIN)/auteur new-project --structure "$(or $(STRUCTURE),three-act)" --quality "$(or $(QUALITY),standard)" -- "$$NAME"

.PHONY: test
test: ## Run the quick suites that this machine can run
	@setup/bootstrap.sh web_app
	@setup/run_tests.sh

.PHONY: test-fresh
test-fresh: ## Try set-up and start from a fresh clone of the last commit (minutes)
	@setup/bootstrap.sh
	@$(BIN)/python setup/try_fresh_clone.py

.PHONY: bench
bench: ## Measure the product's bars, as ratios in one run
	@setup/bootstrap.sh web_app renderer
	@$(BIN)/python -m bench

.PHONY: prove
prove: ## Run the slow proofs that `make test` leaves out
	@setup/bootstrap.sh web_app
	@PATH="$(CURDIR)/$(BIN):$$PATH" setup/pytest_twice.sh -n "$${TEST_WORKERS:-2}" --dist loadfile -m slow --durations=8

.PHONY: soak
soak: ## Kill and freeze everything under a working queue, fail every call, cut the power (half an hour)
	@setup/bootstrap.sh
	@PYTHONPATH=tests $(BIN)/python -m tests.reliability.storm_queue
	@AUTEUR_FAULT_EVERY=1 AUTEUR_POWER_CUTS=30 AUTEUR_KILLS=150 $(BIN)/python -m pytest -m '' -s tests/reliability/storage/test_fault_loop.py tests/reliability/storage/test_power_cut.py tests/reliability/storage/test_killed_at_work.py

.PHONY: lint
lint: ## Check style, types and generated files
	@setup/bootstrap.sh web_app
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@cd frontend && npm run --silent lint && npm run --silent check
	@setup/check_types.sh

.PHONY: types
types: ## Generate the app's types from the server's schemas
	@setup/bootstrap.sh web_app
	@cd frontend && npm run --silent types

.PHONY: format
format: ## Format the code
	@setup/bootstrap.sh web_app
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .
	@cd frontend && npm run --silent format

.PHONY: dev
dev: ## Start the studio, and the web app with hot reload on http://127.0.0.1:5173
	@setup/bootstrap.sh web_app renderer
	@trap 'kill 0' INT TERM EXIT; AUTEUR_ALLOWED_ORIGINS=http://127.0.0.1:5173,http://localhost:5173 $(BIN)/auteur run --no-browser & cd frontend && npm run dev -- --host 127.0.0.1 --port 5173

.PHONY: clean
clean: ## Remove what set-up made (films stay)
	rm -rf .venv .setup frontend/node_modules frontend/build frontend/.svelte-kit
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
