# make serve   the page at http://127.0.0.1:7860 (makes the environment and the index first, where they are absent)
# make test    the suite
# CONTRIBUTING.md tells of the others.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: serve test test-all lint types imports check wheel-test screenshots clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "需要 Python 3.11 到 3.13：make PYTHON=python3.12 / Python 3.11 to 3.13 is needed: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "缺少 venv 模块：sudo apt install python3-venv / Python's venv module is missing: sudo apt install python3-venv"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -e .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check -e '.[dev,train]'
	@touch $@

serve: $(VENV)/installed
	$(BIN)/yinwen serve --host $(HOST) --port $(PORT)

# The suite without its slow parts; test-all runs them too, as .ci/run does.
test: $(VENV)/developed
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/developed
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

# corpus <- index <- qa <- webui, one way only
imports: $(VENV)/developed
	$(BIN)/lint-imports

check: lint types imports test

# The built wheel, in an empty environment outside the clone, answers a question about the article.
wheel-test: $(VENV)/developed
	$(BIN)/python tests/wheel_check.py

screenshots: $(VENV)/developed
	$(BIN)/python tests/screenshots.py

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
