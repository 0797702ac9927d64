# The verbs of the project. A fresh clone needs git, make, a C compiler and any python3 with venv.

PYTHON ?= python3
UV := .uv/bin/uv
PY := .venv/bin/python
BOT := bot/.venv/bin/python
NODE := widget/.node/bin
NPM := cd widget && PATH="$(CURDIR)/$(NODE):$$PATH" npm --silent

# In this order: the quickest first, two files at a time; then those that share one running stack.
BOT_TESTS := tests/unit/bot tests/unit/nlu tests/nlu
TESTS_APART := tests/unit tests/integration
TESTS_OF_THE_STACK := tests/conversation tests/privacy tests/failures tests/browser

# Rasa's tools: no telemetry, no chatter.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-tests chromium widget train evaluate lint format bench lock clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set up what is missing, then start everything (Ctrl-C ends it)
	@exec $(PY) -m stack run

test: setup-tests chromium lint ## Check the format, the types, the training data, then run every test
	@CHROMIUM=$$(cat .cache/chromium) && export CHROMIUM && $(NPM) test
	@$(BOT) -m pytest -q -c bot/pyproject.toml $(wildcard $(BOT_TESTS))
	@$(PY) -m stack train
	@$(PY) -m pytest -n 2 --dist loadfile $(TESTS_APART)
	@CHROMIUM=$$(cat .cache/chromium) $(PY) -m pytest $(TESTS_OF_THE_STACK)

widget: widget/dist/.made ## Build what runs in the browser, anew at each change (Ctrl-C ends it)
	@$(NPM) run watch

train: setup ## Train the dialogue model if its data have changed
	@$(PY) -m stack train

evaluate: setup ## Print how well messages are understood, topic by topic (in French)
	@$(BOT) -W ignore -m bot.nlu.evaluate

lint: setup-tests ## Check format, style, types and training data
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/ruff check --quiet
	@.venv/bin/mypy
	@.venv/bin/mypy --python-executable $(BOT) --python-version 3.10 -p bot.actions -p bot.channels -p bot.nlu
	@$(NPM) run check
	@$(BOT) -m rasa data validate --fail-on-warnings --data bot/data --config config.yml --domain domain.yml

format: setup-tests ## Put the code in the house's form
	@.venv/bin/ruff check --fix --quiet || true
	@.venv/bin/ruff format
	@$(NPM) run format

bench: setup-tests chromium ## Measure speed, the chat page and understanding beside peers (long: one trains for 40 minutes)
	@CHROMIUM=$$(cat .cache/chromium) PATH="$(CURDIR)/$(NODE):$$PATH" $(PY) -m benchmarks $(PARTS)

lock: setup ## Pin the newest allowed dependencies, with their hashes
	@$(UV) pip compile -q --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	@$(UV) pip compile -q --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 --group dev pyproject.toml -o requirements-dev.txt
	@cd bot && ../$(UV) pip compile -q --upgrade --generate-hashes --no-header --no-annotate --python-version 3.10 pyproject.toml -o requirements.txt
	@cd widget && ../$(UV) pip compile -q --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 requirements.in -o requirements.txt
	@$(NPM) update
	@cd bot && ../$(UV) pip compile -q --upgrade --generate-hashes --no-header --no-annotate --python-version 3.10 -c requirements.txt --group dev pyproject.toml -o requirements-dev.txt

clean: ## Remove environments, models, caches and the demonstration's data
	rm -rf .uv .venv bot/.venv widget/.node widget/node_modules widget/dist .data .cache .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis bot/models/*.tar.gz

# ---- set-up: each stamp is newer than the requirements that it installed ----

setup: .venv/.made bot/.venv/.made widget/dist/.made
setup-tests: setup .venv/.made-dev bot/.venv/.made-dev

$(UV):
	@echo "Préparation de uv..."
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'
	@touch $@

.venv/.made: requirements.txt .python-version | $(UV)
	@echo "Préparation de .venv (Python $$(cat .python-version))..."
	@$(UV) venv --quiet --allow-existing .venv
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.txt
	@rm -f .venv/.made-dev
	@touch $@

.venv/.made-dev: requirements-dev.txt .venv/.made
	@echo "Préparation des outils d'essai..."
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements-dev.txt
	@touch $@

bot/.venv/.made: bot/requirements.txt bot/.python-version | $(UV)
	@echo "Préparation de bot/.venv (Rasa, environ 2,5 Go : une à deux minutes)..."
	@cd bot && ../$(UV) venv --quiet --allow-existing .venv
	@$(UV) pip sync --quiet --python $(BOT) --require-hashes bot/requirements.txt
	@rm -f bot/.venv/.made-dev
	@touch $@

bot/.venv/.made-dev: bot/requirements-dev.txt bot/.venv/.made
	@$(UV) pip sync --quiet --python $(BOT) --require-hashes bot/requirements-dev.txt
	@touch $@

widget/.node/.made: widget/requirements.txt widget/package-lock.json | $(UV)
	@echo "Préparation de Node et des paquets de widget/..."
	@$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" widget/.node
	@$(UV) pip sync --quiet --python $(NODE)/python --require-hashes widget/requirements.txt
	@$(NPM) ci
	@touch $@

widget/dist/.made: widget/.node/.made widget/package.json widget/vite.config.ts widget/words.ts backend/identifiers/common_codes.txt $(shell find widget/src -type f)
	@echo "Construction des pages..."
	@$(NPM) run build
	@touch $@

chromium:
	@mkdir -p .cache
	@.ci/chromium > .cache/chromium
