# Everything is installed into .venv from the hash-locked files in requirements/; nothing is compiled.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# Of all tests, by the time that they take.
HALF := tests/acceptance tests/desk tests/faults tests/servers tests/deploy tests/tracing
SBOM ?= sbom.json
export UV_PYTHON_DOWNLOADS := never

BIN := .venv/bin
READY := .venv/.ready
PACKAGES := tracing search projections api
SOURCES := $(wildcard $(PACKAGES) benchmarks) deploy tests

.PHONY: help setup demo test test-half test-rest check bench bench-matching bench-access bench-intake bench-desk screenshots client servers sbom lock format clean

help: ## List what make can do here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
		while IFS=$$'\t' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

setup: $(READY) ## Make .venv with everything the product and its tests need (15 seconds)

demo: $(READY) ## Follow one invented journey from the first report to a found person; options in ARGS="…"
	$(BIN)/tracing demo $(ARGS)

test: $(READY) servers ## Run all tests, with a real PostgreSQL and a real OpenSearch; pytest's options in ARGS="…"
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	@# Two processes for two cores, each with servers of its own; what one says is shown when both have ended.
	@$(MAKE) --no-print-directory --keep-going --jobs=2 test-half test-rest; failed=$$?; \
		cat .test-half.log; rm -f .test-half.log; exit $$failed

test-half:
	@$(BIN)/python -m pytest $(HALF) > .$@.log 2>&1

test-rest:
	@$(BIN)/python -m pytest $(addprefix --ignore=,$(HALF))
endif

check: $(READY) ## Check format, lint, types, and that imports go one way; changes nothing
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/python -m pytest -q --no-header tests/test_layout.py

format: $(READY) ## Put the code into the form that make check asks for
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix-only $(SOURCES)

bench-matching: $(READY) ## Measure how well people are matched beside peers; options in ARGS="…"
	$(BIN)/python -m benchmarks.matching $(ARGS)

bench: $(READY) servers ## Measure speed and quality beside a reference from the same run; options in ARGS="…"
	$(BIN)/python -m benchmarks $(ARGS)

bench-access: $(READY) servers ## Measure what sealing and writing down cost, and whether time tells of what is hidden
	$(BIN)/python -m benchmarks auditing sealing hiding granting $(ARGS)

bench-intake: $(READY) servers ## Measure how fast reports come in, the answer at the gate, and whether a flood harms others
	$(BIN)/python -m benchmarks intake flooding $(ARGS)

bench-desk: $(READY) servers ## Measure how long the service takes for each page of the desk
	$(BIN)/python -m benchmarks desk $(ARGS)

screenshots: $(READY) servers ## Make the pictures in docs/screenshots anew, of invented people (two minutes)
	$(BIN)/python -m tests.desk.screenshots

client: $(READY) ## Make the models of the Python client anew, from what the API says of itself
	$(BIN)/python -m tests.api.client.generating

servers: $(READY) ## Fetch the PostgreSQL and OpenSearch that tests and benchmarks start (once; no Docker)
	$(BIN)/python -m tests.servers

sbom: $(READY) ## List what the product is made of, with versions and licences (CycloneDX), in SBOM="sbom.json"
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .cache/sbom
	$(BIN)/uv pip sync --quiet --python .cache/sbom/bin/python --require-hashes requirements/runtime.txt
	$(BIN)/cyclonedx-py environment .cache/sbom/bin/python --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file $(SBOM)

lock: $(READY) ## Renew requirements/ from pyproject.toml with the newest versions that agree
	$(BIN)/uv lock --quiet --upgrade
	$(call export,--no-default-groups,runtime)
	$(call export,--only-group build,build)
	$(call export,--group dev --extra faces,dev)
	$(BIN)/python -c 'import importlib.metadata as m; print("uv==" + m.version("uv"))' | \
		$(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header - -o requirements/uv.txt
	rm -f uv.lock

clean: ## Remove what make made, but for the fetched servers in .cache
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov uv.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The exports carry hashes and no host, so any mirror of the registry serves them.
export = $(BIN)/uv export --quiet --frozen --no-emit-project --no-annotate --no-header $(1) -o requirements/$(2).txt

$(READY): pyproject.toml requirements/dev.txt requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: name one with make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments: install them (Debian: apt-get install python3-venv)." >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@
