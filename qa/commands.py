"""What each command does. Printing belongs here and nowhere below."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..corpus.errors import Language, YinwenError
from ..index.ingest import AddReport
from .assistant import Assistant
from .lanes import chosen, consider, told
from .llm.draft import show_draft
from .llm.settings import asked_for
from .llm.settings import told as told_llm
from .render import render_answer, render_checked, render_hits
from .serialise import answer_to_json, hits_to_json
from .settings import Settings


def say(text: str) -> None:
    """To standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """To standard error."""
    sys.stderr.write(text + "\n")


def dump(value: Any) -> None:
    """JSON to standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def open_assistant(settings: Settings, *, shipped: bool = True, asks: bool = False) -> Assistant:
    """The library that the settings name, with a progress bar when the shipped article is indexed at first use.

    The reader is loaded for a command that ``asks``, and for no other.
    """
    with Bar(settings.language) as bar:
        return Assistant.open(
            settings.home,
            settings.encoder,
            reader=settings.reader if asks else "none",
            reranker=settings.reranker if asks else None,
            strictness=settings.strictness,
            user_dictionary=settings.user_dictionary,
            shipped=shipped,
            notify=lambda problem: warn(problem.message(settings.language)),
            progress=bar,
        )


class Bar:
    """A progress bar over bytes, drawn on a terminal only, from the first report on."""

    def __init__(self, language: Language) -> None:
        self._bar: Any = None
        self._label = "索引" if language == "zh" else "indexing"

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, done: float, total: float) -> None:
        """Draws bytes done of bytes in all."""
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=self._label, unit="B", unit_scale=True, disable=None, leave=False)
        self._bar.update(done - self._bar.n)


def index_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen index``."""
    zh = settings.language == "zh"
    if not arguments.paths and not arguments.rebuild:
        warn("请给出文件或文件夹：yinwen index 路径…" if zh else "Name files or folders: yinwen index PATH…")
        return 2
    settings, changed = _lane(arguments, settings)
    with open_assistant(settings, shipped=False) as assistant, Bar(settings.language) as bar:
        if arguments.rebuild or (changed and assistant.library.meta()):
            count = assistant.library.rebuild(bar)
            say(f"已重建 {count} 个文件。" if zh else f"Rebuilt {count} documents.")
        if not arguments.paths:
            return 0
        report = assistant.library.add(arguments.paths, bar)
    _tell(report, settings.language)
    return 2 if report.failed else 0


def _lane(arguments: argparse.Namespace, settings: Settings) -> tuple[Settings, bool]:
    """Before a long run: says what it costs, and on a terminal lets the user take the other encoder.

    Returns:
        The settings to go on with, and whether the encoder is another than the library may have been made with.
    """
    estimate = consider(arguments.paths, arguments.rebuild, settings)
    if estimate is None:
        return settings, False
    if not (estimate.open and sys.stdin.isatty() and sys.stderr.isatty()):
        warn(told(estimate, settings.language))
        return settings, False
    encoder = chosen(estimate, settings.language, input, _prompt)
    return (settings, False) if encoder is None else (replace(settings, encoder=encoder), True)


def _prompt(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _tell(report: AddReport, language: Language) -> None:
    zh = language == "zh"
    counts = (len(report.added), len(report.updated), len(report.unchanged), len(report.removed))
    if zh:
        say("新增 {} 个，更新 {} 个，未变 {} 个，移除 {} 个。".format(*counts))
    else:
        say("{} added, {} updated, {} unchanged, {} removed.".format(*counts))
    for doc_id in report.removed:
        say(f"  已移除（文件夹里已没有）：{doc_id}" if zh else f"  removed (no longer in the folder): {doc_id}")
    for _, error in report.failed:
        warn(error.message(language))


def remove_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen remove``."""
    with open_assistant(settings) as assistant:
        assistant.library.remove(arguments.doc_ids)
    for doc_id in arguments.doc_ids:
        say(f"已移除 {doc_id}" if settings.language == "zh" else f"removed {doc_id}")
    return 0


def list_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen list``."""
    with open_assistant(settings) as assistant:
        infos = assistant.documents()
    zh = settings.language == "zh"
    if arguments.json:
        names = ("doc_id", "title", "source", "shipped", "characters", "passages", "encoding")
        dump([{name: getattr(info, name) for name in names} for info in infos])
        return 0
    for info in infos:
        shipped = ("（示例）" if zh else " (example)") if info.shipped else ""
        size = (
            f"{info.passages} 段 {info.characters} 字"
            if zh
            else f"{info.passages} passages, {info.characters} characters"
        )
        say(f"{info.doc_id}{shipped}\t{info.title}\t{size}\t{info.encoding}")
    if not infos:
        say("索引里没有文件。" if zh else "The index is empty.")
    return 0


def ask_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen ask``: 0 answered, 1 the documents don't say."""
    if arguments.llm:
        warn(told_llm(asked_for(settings.llm), settings.language))
    with open_assistant(settings, asks=True) as assistant:
        within = _within(assistant, arguments.within)
        asked: dict[str, Any] = {"within": within, "language": settings.language}
        if arguments.llm and not arguments.json:
            answer = show_draft(assistant.stream(arguments.question, arguments.history, **asked))
            say(render_checked(answer, _title_of(assistant), settings.language))
            return 1 if answer.abstained else 0
        answer = assistant.ask(arguments.question, arguments.history, llm=arguments.llm, **asked)
        if arguments.json:
            dump(answer_to_json(answer))
        else:
            say(render_answer(answer, _title_of(assistant), settings.language))
    return 1 if answer.abstained else 0


def search_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen search``: 1 where nothing was found."""
    with open_assistant(settings) as assistant:
        hits = assistant.search(arguments.question, arguments.top_k, _within(assistant, arguments.within))
        if arguments.json:
            dump({"query": arguments.question, "hits": hits_to_json(hits)})
        else:
            say(render_hits(hits, lambda doc_id: assistant.document(doc_id).title, settings.language))
    return 0 if hits else 1


def _within(assistant: Assistant, doc_ids: list[str] | None) -> list[str] | None:
    """The documents named, each of which must be there."""
    for doc_id in doc_ids or ():
        assistant.document(doc_id)
    return doc_ids


def chat_command(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    """``yinwen chat``: questions from the terminal until an empty line or end of input."""
    zh = settings.language == "zh"
    with open_assistant(settings, asks=True) as assistant:
        titles = [info.title for info in assistant.documents()]
        say(("可以问：" if zh else "You can ask about: ") + "；".join(titles[:5]) + ("……" if len(titles) > 5 else ""))
        say("空行结束。" if zh else "An empty line ends.")
        history: list[dict[str, str]] = []
        while question := _read_line("> "):
            try:
                answer = assistant.ask(question, history, language=settings.language)
            except YinwenError as error:
                warn(error.message(settings.language))
                continue
            say(render_answer(answer, _title_of(assistant), settings.language) + "\n")
            history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]
    return 0


def eval_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen eval``."""
    from .evaluation.command import eval_command as run

    return run(arguments, settings)


def verify_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen verify``."""
    from .health import verify_command as run

    return run(arguments, settings)


def doctor_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """``yinwen doctor``."""
    from .health import doctor_command as run

    return run(arguments, settings)


def _title_of(assistant: Assistant) -> Callable[[str], str]:
    return lambda doc_id: assistant.document(doc_id).title


def _read_line(prompt: str) -> str:
    if sys.stdin.isatty():
        import readline  # noqa: F401  # line editing and history in the terminal
    try:
        return input(prompt if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""
