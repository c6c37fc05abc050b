"""``python -m benchmarks.checking`` with ``tests`` on the path; ``make bench-checking EVAL=FOLDER`` is the short way."""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from yinwen.corpus.errors import YinwenError
from yinwen.index.encoder import load_encoder, load_piece_counter
from yinwen.index.segment import Segmenter
from yinwen.qa.checking import SentenceChecker

from .gold import Case, gold_cases, mutated, paraphrase_cases
from .mutations import KINDS
from benchmarks.retrieval.results import FOLDER, commit, file_name, machine

VERDICTS = ("supported", "misattributed", "stitched", "not_found")
TRUE = ("unchanged", "paraphrase")
"""Kinds that should be supported; of all others anything but ``supported`` is caught."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and keeps; 2 where something that it was given can't be used."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        segmenter = Segmenter(Path(scratch))
        try:
            cases = make_cases(options.set, segmenter, options.most)
        except YinwenError as error:
            print(error, file=sys.stderr)
            return 2
        encoder = None if options.without_encoder else load_encoder()
        checker = SentenceChecker(segmenter, encoder)
        halves = ("even", "odd") if options.half == "all" else (options.half,)
        rows = run([case for case in cases if case.half in halves], checker)
    table = {half: summary(rows, half) for half in halves}
    print(shown(table))
    for case, verdict, _ in rows if options.list else ():
        if (verdict == "supported") != (case.kind in TRUE):
            print(f"{case.kind}\t{case.case_id}\t{verdict}\t{case.sentence}")
    path = FOLDER / f"checking-{file_name(options.half, False, options.label)}"
    head = {"commit": commit()[0], "encoder": not options.without_encoder}
    path.write_text(json.dumps({**head, "machine": machine(), "halves": table}, indent=1) + "\n", encoding="utf-8")
    print(path)
    return 0


def make_cases(folder: Path, segmenter: Segmenter, most: int) -> list[Case]:
    """Gold sentences as they are, ``most`` drawn by seed; as many mutations of each kind; and all paraphrases.

    Paraphrases are mutated as well, as many as the script can, and told by ``reworded`` before the kind.
    """
    measure = load_piece_counter()
    gold = gold_cases(folder, measure)
    paraphrases = list(paraphrase_cases(measure))
    reworded = [
        Case(c.case_id, f"reworded, {c.kind}", c.sentence, c.passages, c.cited)
        for c in mutated(paraphrases, segmenter, most)
    ]
    unchanged = random.Random(9).sample(gold, min(most, len(gold)))
    return [*mutated(gold, segmenter, most), *unchanged, *paraphrases, *reworded]


def run(cases: Sequence[Case], checker: SentenceChecker) -> list[tuple[Case, str, float]]:
    """Each case with the verdict on its first sentence (the worst of its sentences) and the milliseconds it took."""
    rows: list[tuple[Case, str, float]] = []
    for case in cases:
        began = time.perf_counter()
        verdicts = [checked.verdict for checked in checker.check(case.reply, case.passages)]
        rows.append((case, max(verdicts, key=VERDICTS.index), (time.perf_counter() - began) * 1000))
    return rows


def summary(rows: Sequence[tuple[Case, str, float]], half: str) -> dict[str, Any]:
    """By kind: how many, how many of each verdict, the share marked (anything but ``supported``), p50 of milliseconds."""
    kinds = dict.fromkeys([*KINDS, *TRUE, *(case.kind for case, _, _ in rows)])
    table: dict[str, Any] = {}
    for kind in kinds:
        mine = [(verdict, ms) for case, verdict, ms in rows if case.kind == kind and case.half == half]
        if mine:
            counts = {v: sum(verdict == v for verdict, _ in mine) for v in VERDICTS}
            marked = 1 - counts["supported"] / len(mine)
            table[kind] = {"n": len(mine), "marked": marked, **counts, "ms": float(np.median([ms for _, ms in mine]))}
    return table


def shown(table: dict[str, dict[str, Any]]) -> str:
    """A line a kind and half."""
    lines = [f"{'half':5}{'kind':26}{'n':>5}{'marked':>8}{'misattr.':>10}{'stitched':>10}{'not found':>10}{'ms':>6}"]
    for half, kinds in table.items():
        for kind, row in kinds.items():
            lines.append(
                f"{half:5}{kind:26}{row['n']:>5}{row['marked']:>8.3f}{row['misattributed']:>10}{row['stitched']:>10}"
                f"{row['not_found']:>10}{row['ms']:>6.0f}"
            )
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-checking", description=__doc__)
    parser.add_argument("set", type=Path, help="a BEIR folder whose answers stand in its documents (cmrc2018_dev)")
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd", help="even is for choosing")
    parser.add_argument("--most", type=int, default=200, help="mutations of a kind (default 200)")
    parser.add_argument("--without-encoder", action="store_true", help="words and guards alone")
    parser.add_argument("--list", action="store_true", help="print each sentence that was judged wrongly")
    parser.add_argument("--label", default="", help="goes into the file's name")
    return parser


if __name__ == "__main__":
    sys.exit(main())
