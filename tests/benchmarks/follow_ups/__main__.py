"""``python -m benchmarks.follow_ups`` with ``.typing`` and ``tests`` on the path."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yinwen.index.encoder import load_encoder
from yinwen.qa.assistant import Assistant
from yinwen.qa.reader import load_reader
from yinwen.qa.training.remembered import Remembered

from .conversations import CONVERSATIONS, HALVES, NEWS, Conversation, fill, load
from .measure import Outcome, as_json, converse, summary
from .ways import WAYS
from benchmarks.retrieval.results import commit, machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Asks, prints, and keeps where told to."""
    options = _parser().parse_args(arguments)
    conversations = [each for each in load(options.conversations) if options.half in ("both", each.half)]
    if options.news is None:
        asked = [each for each in conversations if not any(name.startswith(NEWS) for name in each.documents)]
        print(f"left out without --news: {len(conversations) - len(asked)} conversations about news")
        conversations = asked
    reader = load_reader(str(options.reader) if options.reader else None)
    if reader is not None and options.remember:
        reader = Remembered(reader, options.remember)
    found: dict[str, list[Outcome]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        fill(Path(folder), conversations, options.news, load_encoder()) as library,
    ):
        assistant = Assistant(library, reader)
        for name in options.ways:
            found[name] = _ask(assistant, conversations, name)
            _print(name, found[name], options.turns)
    if options.json:
        _keep(options.json, reader.fingerprint if reader else None, found)
    return 0


def _ask(assistant: Assistant, conversations: Sequence[Conversation], name: str) -> list[Outcome]:
    return [outcome for each in conversations for outcome in converse(assistant, each, WAYS[name])]


def _print(name: str, outcomes: Sequence[Outcome], turns: bool) -> None:
    for half in HALVES:
        chosen = [outcome for outcome in outcomes if outcome.half == half]
        if not chosen:
            continue
        shown = (
            f"{key} {value[0]}/{value[1]}" if isinstance(value, list) else f"{key} {value}"
            for key, value in summary(chosen).items()
        )
        print(f"{name:7} {half:4}  " + "  ".join(shown), flush=True)
        for o in chosen if turns else ():
            marks = "".join((".a"[o.answered], ".p"[o.placed], ".t"[o.touched], ".r"[o.refused]))
            print(f"    {o.conversation} {marks} {o.kind:11} {o.question} -> {o.full}")


def _keep(path: Path, reader: str | None, found: dict[str, list[Outcome]]) -> None:
    kept: dict[str, Any] = {"commit": commit()[0], "reader": reader, "machine": machine(), "ways": {}}
    for name, outcomes in found.items():
        halves = {half: summary([o for o in outcomes if o.half == half]) for half in HALVES}
        kept["ways"][name] = {**halves, "turns": [as_json(outcome) for outcome in outcomes]}
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-follow-ups", description=__doc__)
    parser.add_argument("--news", type=Path, help="corpus.jsonl of crud_news_dev; without it news is not asked about")
    parser.add_argument("--half", choices=(*HALVES, "both"), default="both", help="even is for choosing")
    parser.add_argument("--ways", nargs="+", choices=tuple(WAYS), default=list(WAYS))
    parser.add_argument("--conversations", type=Path, default=CONVERSATIONS)
    parser.add_argument("--reader", type=Path, help="the reader's folder (default the shipped one)")
    parser.add_argument("--remember", type=Path, help="keep readings in this folder; times then mean nothing")
    parser.add_argument("--turns", action="store_true", help="print every turn")
    parser.add_argument("--json", type=Path, help="keep figures and turns in this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
