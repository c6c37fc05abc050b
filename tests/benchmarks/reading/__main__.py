"""``python -m benchmarks.reading`` with ``tests`` on the path; ``make bench-reading`` is the short way."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from yinwen.corpus.errors import YinwenError
from yinwen.index.encoder import load_encoder
from yinwen.index.types import Encoder
from yinwen.qa.evaluation.bootstrap import paired_bootstrap
from yinwen.qa.evaluation.cache import cached_library, default_cache
from yinwen.qa.evaluation.questions import GoldQuestion, choose_half, read_questions
from yinwen.qa.onnx_reader import OnnxReader
from yinwen.qa.reader import MODEL
from yinwen.qa.training.remembered import Remembered
from yinwen.qa.types import Reader

from .asked import Found, ask_all
from .gold import from_gold
from benchmarks.retrieval.results import FOLDER, commit, file_name, machine
from benchmarks.retrieval.sets import QuestionSet, load_sets


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and keeps; 2 where something that it was given can't be used."""
    options = _parser().parse_args(arguments)
    cache = options.cache or Path(os.environ.get("YINWEN_CACHE") or default_cache())
    try:
        sets = load_sets(options.sets, options.corpus)
    except YinwenError as error:
        print(error, file=sys.stderr)
        return 2
    encoder = load_encoder()
    loaded: Reader = OnnxReader(options.reader)
    reader = Remembered(loaded, cache) if options.remember else loaded
    results: dict[str, Any] = {}
    for each in sets:
        if options.only and each.name not in options.only:
            continue
        results[each.name] = _measure(each, options, encoder, reader, cache)
        print(_shown(each.name, results[each.name]), flush=True)
    path = FOLDER / f"reading-{file_name(options.half, False, options.label)}"
    head = {"commit": commit()[0], "reader": loaded.fingerprint, "half": options.half, "machine": machine()}
    path.write_text(json.dumps({**head, "sets": results}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(path)
    return 0


def _measure(
    each: QuestionSet, options: argparse.Namespace, encoder: Encoder, reader: Reader, cache: Path
) -> dict[str, Any]:
    half = None if options.half == "all" or each.untouched else options.half
    # Each question in the library that its gold is in, as when that set is measured alone.
    found, gold = Found(), None
    for part in each.parts:
        chosen = choose_half([a.question for a in each.asked], half)
        asked = [a for a in each.asked if a.part == part.name and a.question in chosen][: options.most]
        with cached_library(part.corpus, cache, encoder) as prepared:
            if options.gold or options.gold_only:
                gold = from_gold(prepared.library, reader, [a.question for a in asked]) or gold
            if not options.gold_only:
                everything = _questions(each, options, half)[: options.most]
                ask_all(prepared.library, reader, asked, everything, found)
    return {"gold": gold, **(_summary(found) if found.exact else {})}


def _questions(each: QuestionSet, options: argparse.Namespace, half: Any) -> list[GoldQuestion]:
    """All questions of the set, the unanswerable ones among them."""
    for path in options.sets:
        for folder in (path, path / each.name, path / f"{each.name}.jsonl"):
            if folder.exists() and folder.name.removesuffix(".jsonl") == each.name and not each.untouched:
                return choose_half(read_questions(folder), half)
    return []


def _summary(found: Found) -> dict[str, Any]:
    first = {name: float(np.mean(values)) for name, values in found.first.items()}
    difference = paired_bootstrap(found.first["reader"], found.first["hybrid"])
    auroc = {}
    for name, cases in found.signals.items():
        if cases["yes"] and cases["no"]:
            truth = [1] * len(cases["yes"]) + [0] * len(cases["no"])
            auroc[name] = float(roc_auc_score(truth, [*cases["yes"], *cases["no"]]))
    return {
        "questions": len(found.exact),
        "unanswerable": len(found.refused["no"]),
        "hit@1": first,
        "difference": {"mean": difference.mean, "low": difference.low, "high": difference.high, "p": difference.p},
        "pool": {"exact": float(np.mean(found.exact)), "f1": float(np.mean(found.f1))},
        "containment": float(np.mean(found.contained)),
        "refused": {case: float(np.mean(values)) if values else None for case, values in found.refused.items()},
        "auroc": auroc,
        "ms": {str(q): float(np.percentile(found.milliseconds, q)) for q in (50, 95)},
    }


def _shown(name: str, value: dict[str, Any]) -> str:
    lines = [f"== {name}"]
    if value.get("gold"):
        lines.append("  gold passage  exact {exact:.3f}  F1 {f1:.3f}  of {questions}".format(**value["gold"]))
    if "hit@1" in value:
        d = value["difference"]
        lines += [
            "  hit@1 hybrid {hybrid:.3f}  with reader {reader:.3f}".format(**value["hit@1"])
            + f"  {d['mean']:+.3f} [{d['low']:+.3f}, {d['high']:+.3f}] p {d['p']:.3f}  of {value['questions']}",
            "  whole pool    exact {exact:.3f}  F1 {f1:.3f}".format(**value["pool"])
            + f"  containment {value['containment']:.3f}",
            f"  refused {value['refused']}  of {value['unanswerable']} unanswerable",
            *(f"  AUROC {auroc:.3f}  {signal}" for signal, auroc in value["auroc"].items()),
            f"  ms p50 {value['ms']['50']:.0f}  p95 {value['ms']['95']:.0f}",
        ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-reading", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, help="BEIR folders, JSONL files, folders of such, other_words")
    parser.add_argument("--corpus", type=Path, help="what the JSONL files ask about")
    parser.add_argument("--only", nargs="+", default=[], metavar="SET")
    parser.add_argument("--reader", type=Path, default=MODEL, help="the reader's folder (default the shipped one)")
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd", help="even is for choosing")
    parser.add_argument("--most", type=int, default=100_000, help="questions of a set")
    parser.add_argument("--gold", action="store_true", help="also read the gold passage alone")
    parser.add_argument("--gold-only", action="store_true", help="read nothing but the gold passage")
    parser.add_argument(
        "--remember", action="store_true", help="keep readings in the cache; latency then means nothing"
    )
    parser.add_argument("--cache", type=Path, help="where libraries are kept (YINWEN_CACHE)")
    parser.add_argument("--label", default="", help="goes into the file's name")
    return parser


if __name__ == "__main__":
    sys.exit(main())
