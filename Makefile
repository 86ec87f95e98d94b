# Every command of the project. `make` alone prints them; ARGS="…" is passed on where a line says so.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
LOCAL := $(PY) -m config.local
ARGS ?=

.PHONY: help run install dev test faults check lint types bench screenshots messages lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: install ## start everything on this machine: PORT=8000 BIND_HOST=127.0.0.1; Ctrl-C stops it
	@$(LOCAL) run

install: ## make .venv and install what `make run` needs
	@sh config/local/install local

dev: ## the same with the tools for tests and checks
	@sh config/local/install dev

test: dev ## all tests on a database of their own: ARGS="tests/projects -k schedule"
	@$(LOCAL) test -- $(or $(ARGS),-n 3 --dist worksteal)

FIGURES := $(CURDIR)/var/faults.jsonl

faults: dev ## every fault of the promises at full size, then the table of what was lost: ARGS="tests/faults -k F20"
	@mkdir -p var && rm -f $(FIGURES)
	@FAULTS=full FAULT_FIGURES=$(FIGURES) $(LOCAL) test -- -s $(or $(ARGS),tests/faults); status=$$?; \
		$(PY) -m tests.faults.table $(FIGURES); exit $$status

check: lint types ## everything a machine can judge: style, types, imports, migrations, translations, templates
	$(LOCAL) with -- sh -c "$(PY) manage.py makemigrations --check --dry-run && $(PY) manage.py check_messages"

lint: dev ## style, import arrow, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m djlint --quiet --lint templates

types: dev ## mypy, strict
	SECRET_KEY=none $(PY) -m mypy .

bench: dev ## each figure as a ratio to a bare baseline of the same run
	$(LOCAL) with -- $(PY) -m benchmarks $(ARGS)

screenshots: dev ## every page at two widths in both themes, in contact sheets, and the pictures in docs/; needs Chromium: ARGS="^/people/"
	$(LOCAL) with -- $(PY) -m docs.screenshots "$(ARGS)"

messages: dev ## write new texts into locale/ko, empty, to be translated
	SECRET_KEY=none $(PY) manage.py check_messages --add

UV_LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header

lock: dev ## pin again what pyproject.toml asks for
	$(UV_LOCK) pyproject.toml --extra dev -o requirements/dev.lock
	$(UV_LOCK) pyproject.toml --extra local -c requirements/dev.lock -o requirements/local.lock
	$(UV_LOCK) pyproject.toml -c requirements/dev.lock -o requirements/runtime.lock
	$(UV_LOCK) requirements/uv.in -o requirements/uv.lock
	@! grep -niE "https?:|--index|--find-links" requirements/*.lock

clean: ## delete local data, the virtual environment and caches
	@test ! -x $(PY) || $(LOCAL) reset
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
