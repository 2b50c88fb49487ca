# Two commands matter: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .tools
UV := $(TOOLS)/bin/uv
RUN := $(UV) run --frozen --no-sync
ARGS ?=

export UV_PYTHON_DOWNLOADS = never
export UV_PROJECT_ENVIRONMENT = .venv

.PHONY: setup demo test check format lint types floors tests evaluate across weights bench soak validate wheel audit css clean

setup: .venv/.done

# uv from the package registry, in a small environment of its own.
$(UV):
	@$(PYTHON) -m venv $(TOOLS) 2>/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(TOOLS); } || \
	  { echo "python3-venv is missing: install it (apt-get install python3-venv), then run make again"; exit 1; }
	@$(TOOLS)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.done: $(UV) pyproject.toml uv.lock
	@$(UV) sync --frozen --quiet --compile-bytecode --python $(PYTHON)
	@touch $@

demo: setup
	@$(RUN) partone demo $(ARGS)

test: check

check: format lint types floors tests

format: setup
	@$(RUN) ruff format --check --quiet .

lint: setup
	@$(RUN) ruff check --quiet .

types: setup
	@$(RUN) mypy

floors: setup
	@$(RUN) lint-imports

# Browser, database server and Pango come from Debian; a test that misses one says so.
tests: setup
	@{ command -v chromium && ls /usr/lib/postgresql/*/bin/initdb && \
	   ldconfig -p | grep -q libpangoft2; } >/dev/null 2>&1 || test "$$(id -u)" != 0 || \
	  { apt-get update -qq && apt-get install -y -qq chromium postgresql \
	    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; }
	@$(RUN) pytest --numprocesses=2 --dist=worksteal $(ARGS)

# How well screening finds what may be withheld, beside other detectors.
evaluate: setup
	@$(UV) run --frozen --group bench python -m tests.evaluation $(ARGS)

# The same of every passage that is learned from, judged by what the others teach.
across: setup
	@$(UV) run --frozen --group bench python -m tests.evaluation.across $(ARGS)

# Learn the weights of screening anew from the labelled passages; `ARGS=--try` only judges.
weights: setup
	@$(UV) run --frozen --group bench python -m tests.evaluation.learning $(ARGS)

# Speed beside the engines that reading stands on; minutes, and on a quiet machine.
bench: setup
	@$(RUN) python tests/bench/reading.py
	@$(RUN) python -m tests.bench.screening
	@$(RUN) python -m tests.bench.rules
	@$(RUN) python -m tests.bench.desk
	@$(UV) run --frozen --group bench python -m tests.bench.site
	@$(RUN) python -m tests.bench.nights
	@$(UV) run --frozen --group bench python tests/bench/redacting.py

# Faults at every effect of a night, and not at some; hours. PARTONE_SOAK=25: every 25th.
soak: setup
	@PARTONE_SOAK=$${PARTONE_SOAK:-1} $(RUN) pytest tests/story $(ARGS) -k "faults or nights or machine"

# Pages, feeds and data before validators that others made; wants Java and npm.
validate: setup
	@npm install --no-save --silent vnu-jar@26.9.27
	@$(UV) run --frozen --group validate python -m tests.validation

# The wheel, what it is installed with, and what is in it: dist/.
wheel: setup
	@rm -rf dist
	@$(UV) build --quiet --wheel --out-dir dist
	@$(UV) export --frozen --no-dev --no-emit-project --quiet --output-file dist/requirements.txt
	@$(UV) export --frozen --no-dev --format cyclonedx1.5 --quiet --output-file dist/sbom.cdx.json 2>/dev/null
	@$(RUN) pip-licenses --format=csv --with-urls --output-file=dist/licences.csv >/dev/null
	@ls dist

# Known holes in what is locked; wants the internet.
audit: setup
	@$(UV) audit --frozen

css:
	@npm install --no-save --silent govuk-frontend@6.3.0 sass@1.108.2 htmx.org@2.0.11
	@cp node_modules/htmx.org/dist/htmx.min.js reviewdesk/static/htmx.js
	@npx sass --no-source-map --style=compressed --quiet --load-path=node_modules publish/styles/site.scss publish/static/site.css
	@npx sass --no-source-map --style=compressed --quiet --load-path=node_modules publish/styles/desk.scss reviewdesk/static/desk.css

clean:
	rm -rf demo .venv $(TOOLS)
