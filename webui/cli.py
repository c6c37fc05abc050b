"""The console script: qa's commands, and ``serve``."""

import argparse
import sys
from collections.abc import Sequence

from ..corpus.errors import Language
from ..qa.cli import build_parser, common_options, language_of, run
from ..qa.help import HELP
from ..qa.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    language = language_of(words)
    parser, commands = build_parser(language)
    _add_serve(commands, language)
    return run(parser.parse_args(words))


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", language: Language) -> None:
    text = HELP[language]
    serving = commands.add_parser(
        "serve", help=text["serve"], description=text["serve"], parents=[common_options(language)]
    )
    serving.add_argument("--host", default="127.0.0.1", help=text["host"])
    serving.add_argument("--port", type=int, default=7860, help=text["port"])
    shown = serving.add_mutually_exclusive_group()
    shown.add_argument("--open", action="store_true", help=text["open"])
    shown.add_argument("--no-ui", action="store_true", help=text["no_ui"])
    serving.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from ..qa.commands import open_assistant, say
    from .server import serve

    with open_assistant(settings, asks=True) as assistant:
        with assistant.library.reading():
            pass  # an index of another encoder or splitter is refused now, not at the first question
        serve(
            assistant,
            arguments.host,
            arguments.port,
            arguments.open,
            language=settings.language,
            key=settings.api_key,
            page=not arguments.no_ui,
            ready=lambda address: say(f"引文 {address}"),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
