"""The console script: ``serve``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..corpus.errors import YinwenError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(prog="yinwen")
    serving = parser.add_subparsers(dest="command", required=True).add_parser("serve", help="打开页面 / open the page")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=7860)
    serving.add_argument("--home", type=Path, default=None)
    serving.add_argument("--encoder", default=None)
    serving.add_argument("--language", choices=("zh", "en"), default="zh")
    serving.add_argument("--open", action="store_true", help="在浏览器里打开 / open a browser")
    args = parser.parse_args(argv)
    try:
        return _serve(args)
    except YinwenError as error:
        sys.stderr.write(f"{error.message(args.language)}\n")
        return error.exit_code


def _serve(args: argparse.Namespace) -> int:
    from ..qa import Assistant
    from .server import serve

    assistant = Assistant.open(args.home, args.encoder)
    try:
        serve(assistant, args.host, args.port, args.open, language=args.language, ready=_announce)
    finally:
        assistant.close()
    return 0


def _announce(address: str) -> None:
    sys.stdout.write(f"引文 {address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
