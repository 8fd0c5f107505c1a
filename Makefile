# Everything a developer or an operator of one machine does with casebook. `make help` lists the targets.
#
# Needs Python 3.11 or newer with pip, and make. Nothing is installed outside this folder: packages go into .venv,
# which is made without ensurepip (Debian ships that apart, as python3-venv) and filled by the pip of the system.
# That pip reads your own configuration, so an index mirror or a proxy set there is used; none is named here.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(name) -c 'import sys; sys.version_info < (3, 11) or print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
PIP = PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check install -q
SOURCES := casebook tests

.DEFAULT_GOAL := help
.PHONY: help run install test check format lock eval bench screenshots styles clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

run: install  ## install, prepare the demo data and serve on 127.0.0.1:5000 (ARGS="--port 5001" for another port)
	$(BIN)/casebook demo $(ARGS)

install: .venv/installed  ## prepare .venv with the casebook command

test: .venv/installed-dev  ## run the tests (ARGS="tests/unit -x" for some of them); needs chromium, PostgreSQL, LibreOffice
	$(BIN)/pytest $(ARGS)

check: .venv/installed-dev  ## format, lint, strict types, import rules
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-logo

format: .venv/installed-dev  ## rewrite the code in the one format, and mend what lint can mend
	$(BIN)/ruff check --fix-only $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

lock: .tools/bin/uv  ## write the lock files anew from pyproject.toml, with the newest versions it allows
	$(COMPILE) pyproject.toml --group build -o requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock

CORPUS ?= ../shared/corpus
eval: .venv/installed-dev  ## measure the extraction by cross-validation over annotated reports (CORPUS=FOLDER with dev/ and score.py)
	$(BIN)/python -m casebook.extraction.learning evaluate $(CORPUS)

# A server of its own in .bench/N, with two workers as on a small machine; what is measured is printed. On SQLite, or on
# the empty database of DATABASE_URL, where nothing may stand that is still needed.
N ?= 20000
PORT ?= 5099
DATABASE_URL ?=
BENCH = .bench/$(N)$(if $(DATABASE_URL),-postgresql)
bench: install  ## measure searching on N generated cases (N=1000000 DATABASE_URL=postgresql+psycopg://…), and extraction
	rm -rf $(BENCH) && mkdir -p $(BENCH)
	$(BIN)/casebook bench generate $(N) -o $(BENCH)/cases.csv
	set -e; export CASEBOOK_INSTANCE=$(CURDIR)/$(BENCH) CASEBOOK_DATABASE_URL="$(DATABASE_URL)"; umask 077; \
	$(BIN)/python -c "import secrets; print(secrets.token_urlsafe())" > $(BENCH)/password; \
	$(BIN)/casebook db upgrade; \
	$(BIN)/casebook user add bench --role admin --password-stdin < $(BENCH)/password; \
	$(BIN)/casebook import $(BENCH)/cases.csv --user bench; \
	$(BIN)/casebook db reindex; \
	$(BIN)/casebook serve --port $(PORT) --workers 2 > $(BENCH)/server.log 2>&1 & server=$$!; trap "kill $$server" EXIT; \
	$(BIN)/casebook bench search --address http://127.0.0.1:$(PORT) --user bench --password-file $(BENCH)/password \
		--server $$server --saves --rivals like --json $(BENCH)/figures.json $(ARGS)
	$(BIN)/casebook bench extract casebook/samples

screenshots: .venv/installed-dev  ## photograph the pages of a demo instance for the README
	$(BIN)/python -m tests.browser.screenshots .screenshots

styles: .venv/installed-dev  ## write the part of Bootstrap's style sheet that the pages use, after new classes in templates
	$(BIN)/python -m tests.support.styles

clean:  ## remove .venv and what tools left behind; instance/ with your data stays
	rm -rf .venv .tools .eval .bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build *.egg-info
	find casebook tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The two stamps: what .venv holds was installed from these files. The second set contains the first.
.venv/installed: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --no-deps --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "casebook needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null || { echo "casebook needs pip for $(PYTHON) (Debian and Ubuntu: apt install python3-pip)" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip .venv

# Only for `make lock`: the resolver that knows all platforms at once. Lock files hold versions and hashes, no index.
COMPILE = UV_PYTHON_DOWNLOADS=never .tools/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'

.tools/bin/uv:
	PIP_USER=0 $(PYTHON) -m pip --disable-pip-version-check install -q --target .tools uv
