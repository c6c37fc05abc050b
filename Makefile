## make serve       the page at http://127.0.0.1:7860; the first time it makes .venv and the index (PORT=7861 for another port)
## make test        the suite, without its slow parts
## make test-all    the suite, whole
## make check       lint, types, imports and test: run it before a commit
## make wheel-test  the wheel, installed in an empty environment, answers a question
## make screenshots retakes the pictures of docs/
## make bench-retrieval EVAL=FOLDER   how well every searcher finds, on question sets kept elsewhere: tests/benchmarks/README.md
## make bench-reading EVAL=FOLDER     how well the reader reads, on the same sets
## make bench-answers EVAL=FOLDER     how good replies are beside the best sentence by BM25
## make bench-checking EVAL=FOLDER    how well the checker of an LLM's sentences tells the true from the false
## make bench-speed TEXT=FILE      what each stage of indexing does in a second, how long a search takes
## make clean       removes what building and checking leave, not .venv
##
## PYTHON=python3.12 chooses the Python that makes .venv (3.11 to 3.13).

PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
ARTICLE ?= corpus/article.txt
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help serve test test-all lint types imports check wheel-test screenshots bench-retrieval bench-reading bench-answers bench-checking eval-is-given bench-speed text-is-given clean

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

# What a bare machine lacks is named in one line; a half-made environment is made again.
$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	  echo "需要 Python 3.11 到 3.13：make PYTHON=python3.12 … / Python 3.11 to 3.13 is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "缺少 Python 的 venv 模块：sudo apt install python3-venv / Python's venv module is missing: sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(PIP) install -e .
	@touch $@

$(VENV)/developed: $(VENV)/installed
	$(PIP) install -e '.[dev,train]'
	@touch $@

serve: $(VENV)/installed
	@$(BIN)/yinwen serve --host $(HOST) --port $(PORT)

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

wheel-test: $(VENV)/developed
	$(BIN)/python tests/wheel_check.py

screenshots: $(VENV)/developed
	$(BIN)/python tests/screenshots.py

eval-is-given:
	@test -d "$(EVAL)" || { \
	  echo "请给出评测集所在的文件夹：make bench-retrieval EVAL=文件夹（见 tests/benchmarks/README.md） / name the folder that holds the question sets: make bench-retrieval EVAL=FOLDER (see tests/benchmarks/README.md)"; exit 1; }

# BENCH="--quick --half even" and the like go to the benchmark; other_words asks about documents of crud_news_dev.
bench-retrieval: eval-is-given $(VENV)/developed
	PYTHONPATH=tests $(BIN)/python -m benchmarks.retrieval "$(EVAL)" \
	  $(if $(wildcard $(EVAL)/crud_news_dev/corpus.jsonl),tests/benchmarks/other_words) --corpus "$(ARTICLE)" $(BENCH)

bench-reading: eval-is-given $(VENV)/developed
	PYTHONPATH=tests $(BIN)/python -m benchmarks.reading "$(EVAL)" \
	  $(if $(wildcard $(EVAL)/crud_news_dev/corpus.jsonl),tests/benchmarks/other_words) --corpus "$(ARTICLE)" $(BENCH)

bench-answers: eval-is-given $(VENV)/developed
	PYTHONPATH=tests $(BIN)/python -m benchmarks.answers "$(EVAL)/cmrc2018_dev" "$(EVAL)/crud_news_dev" $(BENCH)

bench-checking: eval-is-given $(VENV)/developed
	PYTHONPATH=tests $(BIN)/python -m benchmarks.checking "$(EVAL)/cmrc2018_dev" $(BENCH)

text-is-given:
	@test -f "$(TEXT)" || { \
	  echo "请给出每行带 text 的 JSONL（可以是 .xz）：make bench-speed TEXT=文件 / name a JSONL with a text a line, may be .xz: make bench-speed TEXT=FILE"; exit 1; }

# SPEED="--sizes 500 --sample 200" and the like go to the benchmark.
bench-speed: text-is-given $(VENV)/developed
	PYTHONPATH=tests $(BIN)/python -m benchmarks.speed "$(TEXT)" $(SPEED)

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .hypothesis .import_linter_cache
