# make demo   sets up what it needs and labels an example article, offline
# make test   sets up what it needs and runs every check
# make setup  only sets up .venv
# make bench  measures speed and memory beside peers and writes reports/benchmarks
# make fuzz   runs each fuzzer for FUZZ_SECONDS (60); it needs a Python that atheris supports

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test lint types bench fuzz

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stance needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	@touch $@

demo: $(READY)
	$(BIN)/stance predict tests/articles/canal.txt --format table

test: $(READY) lint types
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m benchmarks

FUZZ_SECONDS ?= 60

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	for target in reader bracket extract model; do $(BIN)/python -m tests.fuzz.fuzz $$target $(FUZZ_SECONDS) || exit 1; done

types: $(READY)
	$(BIN)/mypy
