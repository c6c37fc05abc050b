"""``python -m benchmarks.speed`` with ``tests`` on the path; ``make bench-speed TEXT=FILE`` is the short way."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from yinwen.corpus.errors import YinwenError
from yinwen.index.encoder import load_encoder, load_piece_counter
from yinwen.index.types import Encoder

from ..retrieval.results import commit, machine
from .searching import measure
from .stages import all_stages
from .texts import prepare, questions


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 2 where something that it was given can't be used."""
    options = _parser().parse_args(arguments)
    try:
        _measure(options)
    except YinwenError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _measure(options: argparse.Namespace) -> None:
    encoders: dict[str, Encoder] = {
        name: load_encoder(name if name in ("default", "static") else Path(name), options.threads)
        for name in options.encoders
    }
    facts = machine()
    print(f"{commit()[0]}, {facts['cores']} cores, load {facts['load']}, {facts['versions']}\n")
    count = load_piece_counter()
    with tempfile.TemporaryDirectory() as scratch:
        print("| stage | rate | measured for |\n|---|---|---|")
        for rate in all_stages(prepare(options.text, options.sample, count), encoders, Path(scratch), options.seconds):
            print(rate)
        print("\n| passages | encoder | indexed in | first asked, p50 / p95 | again |\n|---|---|---|---|---|")
        for size in options.sizes:
            prepared = prepare(options.text, size, count)
            asked = questions(prepared, options.questions)
            for number, (name, encoder) in enumerate(encoders.items()):
                if name == "default" and size > options.full:
                    continue
                home = Path(scratch) / f"{size}-{number}"
                print(measure(prepared, name, encoder, asked, home), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench-speed", description=__doc__)
    parser.add_argument("text", type=Path, help="JSONL with a text a line, may be .xz")
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000], help="passages of a library")
    parser.add_argument("--full", type=int, default=10_000, help="the most passages for the full encoder")
    parser.add_argument("--sample", type=int, default=2_000, help="passages that the stages are measured on")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each encoder, at most")
    parser.add_argument("--questions", type=int, default=100, help="asked of each library")
    parser.add_argument("--encoders", nargs="+", default=["default", "static"], help="default, static, or folders")
    parser.add_argument("--threads", type=int, help="of the full encoder; one a core by default")
    return parser


if __name__ == "__main__":
    sys.exit(main())
