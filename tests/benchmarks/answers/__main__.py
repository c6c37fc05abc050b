"""``python -m benchmarks.answers`` with ``tests`` on the path; ``make bench-answers EVAL=FOLDER`` is the short way."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yinwen.corpus.errors import YinwenError
from yinwen.index.encoder import load_encoder
from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant
from yinwen.qa.evaluation.cache import cached_library, default_cache
from yinwen.qa.evaluation.corpora import open_corpus
from yinwen.qa.evaluation.gold import Gold
from yinwen.qa.evaluation.metrics import span_answers
from yinwen.qa.evaluation.questions import GoldQuestion, choose_half, read_questions
from yinwen.qa.onnx_reader import OnnxReader
from yinwen.qa.reader import MODEL
from yinwen.qa.training.remembered import Remembered
from yinwen.qa.types import Reader

from .baseline import BestSentences, Reply, reply
from .measure import scored, shown, summary
from benchmarks.retrieval.results import FOLDER, commit, file_name, machine

CAPS = (160, 200)
SEVERAL = 4
"""Sentences of the second baseline: a reply of ours quotes as many at most."""
OURS = ("balanced", "open")
BASELINES = ("best sentence", "best sentences")

Replies = Mapping[str, Sequence[tuple[Reply, ...]]]
"""By row, for each question a reply for each of CAPS."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and keeps; 2 where something that it was given can't be used."""
    options = _parser().parse_args(arguments)
    cache = options.cache or Path(os.environ.get("YINWEN_CACHE") or default_cache())
    encoder, loaded = load_encoder(), OnnxReader(MODEL)
    reader: Reader = Remembered(loaded, cache) if options.remember else loaded
    results: dict[str, Any] = {}
    try:
        for folder in options.sets:
            questions = _questions(folder, options.half, options.most)
            with cached_library(open_corpus(folder), cache, encoder) as prepared:
                replies = ask_all(prepared.library, reader, questions, not options.untitled)
                verbatim = [bool(span_answers(q, gold)) for gold in [Gold(prepared.library)] for q in questions]
            results[folder.name] = tables(folder.name, questions, replies, verbatim)
    except YinwenError as error:
        print(error, file=sys.stderr)
        return 2
    path = FOLDER / f"answers-{file_name(options.half, False, options.label)}"
    head = {"commit": commit()[0], "reader": loaded.fingerprint, "half": options.half, "machine": machine()}
    path.write_text(json.dumps({**head, "sets": results}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(path)
    return 0


def _questions(folder: Path, half: Any, most: int) -> list[GoldQuestion]:
    kept = choose_half(read_questions(folder), None if half == "all" else half)
    return [q for q in kept if q.answerable and q.answers][:most]


def ask_all(library: Library, reader: Reader, questions: Sequence[GoldQuestion], titled: bool) -> Replies:
    """What the assistant says at each of OURS and what the baselines say."""
    rows: dict[str, list[tuple[Reply, ...]]] = {name: [] for name in (*BASELINES, *OURS)}
    assistant = Assistant(library, reader)
    with library.reading() as snapshot:
        baseline = BestSentences(snapshot, titled)
        for question in questions:
            quotes = baseline.quotes(question.question, SEVERAL)
            for name, most in zip(BASELINES, (1, SEVERAL), strict=True):
                rows[name].append(tuple(reply(quotes[:most], cap) for cap in CAPS))
            for strictness in OURS:
                answer = assistant.ask(question.question, question.history, strictness=strictness)
                words = answer.span.quote if answer.span else None
                rows[strictness].append((Reply(answer.text, words, answer.abstained),) * len(CAPS))
    return rows


def tables(
    name: str, questions: Sequence[GoldQuestion], replies: Replies, verbatim: Sequence[bool]
) -> dict[str, dict[str, Any]]:
    """By length and questions: all of them, and where there are others those whose answer stands in the gold."""
    found: dict[str, dict[str, Any]] = {}
    kinds = {"all": [True] * len(questions)}
    if any(verbatim) and not all(verbatim):
        kinds["answer in the gold"] = list(verbatim)
    for kind, chosen in kinds.items():
        for at, cap in enumerate(CAPS):
            rows = {
                row: [scored(q, each[at], cap) for q, each, kept in zip(questions, said, chosen, strict=True) if kept]
                for row, said in replies.items()
            }
            found[f"{kind}, {cap}"] = summary(rows, OURS, BASELINES)
            print(shown(f"{name} ({kind})", cap, found[f"{kind}, {cap}"]), flush=True)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-answers", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, help="BEIR folders")
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd", help="even is for choosing")
    parser.add_argument("--most", type=int, default=100_000, help="questions of a set")
    parser.add_argument("--untitled", action="store_true", help="the baseline's sentences without their titles")
    parser.add_argument("--remember", action="store_true", help="keep readings in the cache")
    parser.add_argument("--cache", type=Path, help="where libraries are kept (YINWEN_CACHE)")
    parser.add_argument("--label", default="", help="goes into the file's name")
    return parser


if __name__ == "__main__":
    sys.exit(main())
