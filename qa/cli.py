"""The commands. ``yinwen`` itself is the webui's, which adds ``serve`` to these."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from ..corpus.errors import Language, YinwenError
from .help import HELP
from .settings import Settings, read_settings
from .strictness import STRICTNESS

Command = Callable[[argparse.Namespace, Settings], int]


# What argparse says, and how that reads in Chinese; what is not listed stays as it is.
_USAGE = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 没有“\2”，可以是 \3"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"\1 后面缺少内容"),
    (r"argument (.+?): invalid \w+ value: '(.*)'", r"\1 不能是“\2”"),
    (r"unrecognized arguments: (.+)", r"不认识 \1（问题里有空格时请加引号）"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 不明确，可能是 \2"),
    (r"argument (.+?): (.+)", r"\1：\2"),
)


def usage_in_chinese(message: str) -> str:
    """One of argparse's messages in Chinese."""
    for pattern, chinese in _USAGE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, chinese, message, flags=re.DOTALL)
    return message


class _Parser(argparse.ArgumentParser):
    """argparse whose errors are one sentence in the user's language."""

    language: Language = "zh"

    def error(self, message: str) -> NoReturn:
        if self.language == "zh":
            self.exit(2, f"命令写错了：{usage_in_chinese(message)}；用 {self.prog} --help 查看用法。\n")
        self.exit(2, f"Wrong usage: {message}; see {self.prog} --help.\n")


def build_parser(language: Language) -> tuple[argparse.ArgumentParser, Any]:
    """The parser with qa's commands, and its subparsers for others to add to."""
    text = HELP[language]
    _Parser.language = language
    parser = _Parser(prog="yinwen", description=text["yinwen"], formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", action="version", version=f"yinwen {version()}")
    _add_common(parser, language, None)
    commands = parser.add_subparsers(dest="command", metavar=text["command"], required=True)
    common = common_options(language)

    def add(name: str, module: str = ".commands") -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(
            name, help=text[name], description=text[name], parents=[common]
        )
        command.set_defaults(run=_late(name, module))
        return command

    _document_commands(add, text)
    _question_commands(add, text)
    serving = add("mcp", ".mcp.command")
    serving.add_argument("--http", action="store_true", help=text["http"])
    serving.add_argument("--host", default="127.0.0.1", help=text["host"])
    serving.add_argument("--port", type=int, default=7870, help=text["mcp_port"])
    add("verify")
    add("doctor").add_argument("--json", action="store_true", help=text["json"])
    return parser, commands


def common_options(language: Language) -> _Parser:
    """Options that every command takes; also before its name, where those after it win."""
    common = _Parser(add_help=False)
    _add_common(common, language, argparse.SUPPRESS)
    return common


def _add_common(parser: argparse.ArgumentParser, language: Language, default: str | None) -> None:
    text = HELP[language]
    parser.add_argument("--home", type=Path, default=default, help=text["home"])
    parser.add_argument("--encoder", default=default, help=text["encoder"])
    parser.add_argument("--reader", default=default, help=text["reader"])
    parser.add_argument("--reranker", default=default, metavar="NAME", help=text["reranker"])
    parser.add_argument("--strictness", choices=STRICTNESS, default=default, help=text["strictness"])
    parser.add_argument("--lang", choices=("zh", "en"), default=default, help=text["lang"])


def _document_commands(add: Callable[[str], argparse.ArgumentParser], text: dict[str, str]) -> None:
    index = add("index")
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=text["paths"])
    index.add_argument("--rebuild", action="store_true", help=text["rebuild"])
    remove = add("remove")
    remove.add_argument("doc_ids", nargs="+", metavar="DOC_ID", help=text["doc_ids"])
    add("list").add_argument("--json", action="store_true", help=text["json"])


def _question_commands(add: Callable[[str], argparse.ArgumentParser], text: dict[str, str]) -> None:
    for name in ("ask", "search"):
        command = add(name)
        command.add_argument("question", help=text["question"])
        command.add_argument("--in", dest="within", action="append", metavar="DOC_ID", help=text["within"])
        command.add_argument("--json", action="store_true", help=text["json"])
        if name == "search":
            command.add_argument("--top-k", type=_positive, default=10, metavar="K", help=text["top_k"])
        else:
            command.add_argument("--llm", action="store_true", help=text["llm"])
            command.add_argument("--history", action="append", default=[], metavar="QUESTION", help=text["history"])
    add("chat")
    evaluate = add("eval")
    evaluate.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS", help=text["questions"])
    evaluate.add_argument("--output", type=Path, metavar="DIR", help=text["output"])
    evaluate.add_argument("--compare", nargs=2, type=Path, metavar=("OLD", "NEW"), help=text["compare"])
    evaluate.add_argument("--corpus", type=Path, metavar="PATH", help=text["corpus"])
    evaluate.add_argument("--without-gold", action="store_true", help=text["without_gold"])
    evaluate.add_argument("--half", choices=("even", "odd"), help=text["half"])
    evaluate.add_argument("--llm", action="store_true", help=text["llm"])


def _positive(value: str) -> int:
    if not (value.isdecimal() and 1 <= int(value) <= 1000):
        raise argparse.ArgumentTypeError(
            f"1-1000, not {value}" if _Parser.language == "en" else f"1 到 1000，不是 {value}"
        )
    return int(value)


def _late(name: str, module: str) -> Command:
    """The command of this name, imported when it runs: ``--help`` must not pay for it."""

    def run(arguments: argparse.Namespace, settings: Settings) -> int:
        command: Command = getattr(import_module(module, __package__), f"{name}_command")
        return command(arguments, settings)

    return run


def run(arguments: argparse.Namespace) -> int:
    """Runs a parsed command; the one border where errors become text.

    Returns:
        0 done or answered, 1 the documents don't say (``ask``), something is damaged (``verify``) or a measure
        got worse (``eval --compare``), 2 bad input or usage,
        3 an index that doesn't fit or is damaged, 4 another writer, 130 interrupted.
    """
    settings = settings_of(arguments)
    try:
        code: int = arguments.run(arguments, settings)
        sys.stdout.flush()
        return code
    except YinwenError as error:
        print(error.message(settings.language), file=sys.stderr)  # noqa: T201
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Flags over environment."""
    from ..index.encoder import SHIPPED  # numpy comes with it, which --help does without

    settings = read_settings()
    encoder = arguments.encoder or settings.encoder
    if encoder and encoder not in SHIPPED and Path(encoder).expanduser().is_dir():
        encoder = str(Path(encoder).expanduser().resolve())  # the index remembers it: it must hold from any folder
    return Settings(
        home=(arguments.home or settings.home).expanduser(),
        language=arguments.lang or settings.language,
        encoder=encoder,
        reader=arguments.reader or settings.reader,
        reranker=arguments.reranker or settings.reranker,
        strictness=arguments.strictness or settings.strictness,
        user_dictionary=settings.user_dictionary,
        cache=settings.cache,
        llm=settings.llm,
        api_key=settings.api_key,
    )


def language_of(argv: Sequence[str]) -> Language:
    """The language asked for before the arguments are parsed, since help is in it."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--lang", choices=("zh", "en"))
    try:
        named: Language | None = early.parse_known_args(argv)[0].lang
    except (argparse.ArgumentError, SystemExit):
        named = None  # the real parser will say what is wrong
    return named or read_settings().language


def version() -> str:
    """Of this program, as it is installed."""
    from importlib.metadata import version

    return version("yinwen")
