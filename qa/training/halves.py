"""Question sets by half, each in its library: what every fit goes through.

A set is a BEIR folder, or one with ``documents/`` and a ``questions.jsonl`` whose lines name their ``document``.
"""

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from ...index.encoder import load_encoder
from ...index.snapshot import Snapshot
from ...index.types import Encoder
from ..evaluation.beir import read_beir_questions
from ..evaluation.cache import cached_library
from ..evaluation.corpora import open_corpus
from ..evaluation.questions import GoldQuestion, read_json_lines, string, strings
from ..onnx_reader import OnnxReader
from ..reader import MODEL
from .remembered import Remembered

MOST = 300


def parity(question_id: str) -> int:
    """0 for the half that is fitted on, 1 for the half that is reported."""
    return int(hashlib.sha256(question_id.encode()).hexdigest(), 16) % 2


def parse(description: str | None) -> argparse.Namespace:
    """``sets``, ``cache``, ``reader`` and ``most`` from the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=MODEL, help="the reader's folder (default the shipped one)")
    parser.add_argument("--most", type=int, default=MOST, help=f"questions of a half of a set (default {MOST})")
    return parser.parse_args()


def load(arguments: argparse.Namespace) -> tuple[Encoder, Remembered]:
    """The shipped encoder and the reader with a memory."""
    return load_encoder(), Remembered(OnnxReader(arguments.reader), arguments.cache)


def by_half(
    arguments: argparse.Namespace, encoder: Encoder
) -> Iterator[tuple[tuple[str, int], Snapshot, list[GoldQuestion]]]:
    """``(name, half)`` of each set, its library's state, and the questions."""
    for folder in arguments.sets:
        with (
            cached_library(open_corpus(_documents(folder)), arguments.cache, encoder) as prepared,
            prepared.library.reading() as snapshot,
        ):
            for half in (0, 1):
                chosen = [q for q in _questions(folder) if parity(q.id) == half]
                yield (folder.name, half), snapshot, chosen[: arguments.most]
        print(folder.name, "read", flush=True)


def _documents(folder: Path) -> Path:
    return folder / "documents" if (folder / "questions.jsonl").is_file() else folder


def _questions(folder: Path) -> list[GoldQuestion]:
    path = folder / "questions.jsonl"
    if not path.is_file():
        return read_beir_questions(folder)
    found = []
    for line, value in read_json_lines(path):
        answers = strings(path, line, value, "answers", required=True)
        found.append(
            GoldQuestion(
                id=string(path, line, value, "id"),
                question=string(path, line, value, "question"),
                answers=answers,
                answerable=bool(answers),
                relevant={string(path, line, value, "document"): 1},
            )
        )
    return found
