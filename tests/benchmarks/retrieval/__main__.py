"""``python -m benchmarks.retrieval`` with ``tests`` on the path; ``make bench-retrieval`` is the short way."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from yinwen.corpus.errors import YinwenError
from yinwen.index.encoder import load_encoder
from yinwen.qa.evaluation.cache import default_cache

from .measure import PER_QUESTION
from .remembering import Memory
from .report import comparisons_table, forms_table, rows_table
from .results import FOLDER, compare, compare_files, file_name, save
from .run import MERGED, Plan, run
from .searchers import VECTOR_ROWS, WORD_ROWS
from .sets import QuestionSet, load_sets

_ROWS = (*WORD_ROWS, *VECTOR_ROWS)
_ALWAYS = (("hybrid", "baseline"), ("hybrid", "dense"), ("hybrid", "words+bigrams"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and keeps; 2 where something that it was given can't be used."""
    options = _parser().parse_args(arguments)
    try:
        if options.compare_files:
            old, new, row = options.compare_files
            print(comparisons_table(compare_files(Path(old), Path(new), row, options.metric)))
        else:
            _measure(options)
    except YinwenError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _measure(options: argparse.Namespace) -> None:
    sets = load_sets(options.sets, options.corpus)
    unknown = set(options.only) - {s.name for s in sets} - {MERGED}
    if unknown:
        names = ", ".join([*(s.name for s in sets), MERGED])
        raise YinwenError(
            f"没有名为 {', '.join(unknown)} 的评测集；有 {names}。",
            f"There is no set {', '.join(unknown)}; there are {names}.",
        )
    cache = options.cache or Path(os.environ.get("YINWEN_CACHE") or default_cache())
    half = None if options.half == "all" else options.half
    with ExitStack() as stack:
        encoders = {
            label: stack.enter_context(closing(Memory(load_encoder(name, options.threads), cache)))
            for label, name in [("", None), *map(_labelled, options.encoder)]
        }
        plan = Plan(encoders, cache, half, options.quick, options.rows, options.forms, not options.untimed)
        results = run(sets, plan, options.only)
    pairs = [tuple(pair) for pair in options.compare] or [*_ALWAYS, *_against_own(encoders)]
    print(rows_table(results.rows))
    if results.forms:
        print("\n" + forms_table(results.forms))
    compared = compare(results.rows, pairs, options.metric)
    if compared:
        print("\n" + comparisons_table(compared))
    path = options.results / file_name(half, options.quick, options.label)
    save(path, _facts(options, sets, encoders), results.rows, results.forms)
    print(f"\n{path}")


def _labelled(given: str) -> tuple[str, str]:
    label, equals, name = given.partition("=")
    return (label, name) if equals else (Path(given).name, given)


def _against_own(encoders: dict[str, Memory]) -> list[tuple[str, str]]:
    return [(f"{row}@{label}", row) for label in encoders if label for row in VECTOR_ROWS]


def _facts(options: argparse.Namespace, sets: Sequence[QuestionSet], encoders: dict[str, Memory]) -> dict[str, object]:
    """What the figures depend on; names and digests, no paths."""
    return {
        "half": options.half,
        "quick": options.quick,
        "corpora": {part.name: part.digest for s in sets for part in s.parts},
        "encoders": {
            label: {"name": memory.encoder.name, "fingerprint": memory.encoder.fingerprint}
            for label, memory in encoders.items()
        },
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-retrieval", description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, help="BEIR folders, JSONL files, folders of such, other_words")
    parser.add_argument("--corpus", type=Path, help="what the JSONL files ask about")
    parser.add_argument("--only", nargs="+", default=[], metavar="SET", help=f"names of sets, or {MERGED}")
    parser.add_argument("--rows", nargs="+", default=_ROWS, choices=_ROWS, metavar="ROW", help=", ".join(_ROWS))
    parser.add_argument("--encoder", action="append", default=[], metavar="[LABEL=]NAME", help="a further encoder")
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd", help="even is for choosing")
    parser.add_argument("--quick", action="store_true", help="a fixed fifth of the questions")
    parser.add_argument("--forms", action="store_true", help="also in 繁體, full width, misspelt, as keywords")
    parser.add_argument("--untimed", action="store_true", help="without latency")
    parser.add_argument("--compare", nargs=2, action="append", default=[], metavar=("A", "B"), help="two rows")
    parser.add_argument("--compare-files", nargs=3, metavar=("OLD", "NEW", "ROW"), help="a row of two results")
    parser.add_argument("--metric", choices=list(PER_QUESTION), default="hit@1", help="what is compared")
    parser.add_argument("--cache", type=Path, help="where libraries are kept (YINWEN_CACHE)")
    parser.add_argument("--threads", type=int, help="of the encoder; one a core by default")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder for the JSON")
    parser.add_argument("--label", default="", help="goes into the file's name")
    return parser


if __name__ == "__main__":
    sys.exit(main())
