"""Questions with gold in, predictions, figures and a page out."""

import os
import platform
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ...corpus.errors import Language, YinwenError
from ...index.encoder import load_encoder
from ...index.types import Encoder
from ..assistant import Assistant
from ..llm.settings import LlmSettings
from ..question import kind_of
from ..reader import load_reader
from ..serialise import answer_to_json
from ..types import Answer
from .cache import Prepared, cached_library, default_cache, present_library
from .corpora import brings_documents, open_corpus
from .files import json_lines, make_folder
from .gold import Gold, Removal, check_documents, take_gold_away
from .metrics import Outcome, judge
from .page.failures import Failure, failure_of
from .questions import GoldQuestion, Half, choose_half, read_questions
from .results import write_results

Progress = Callable[[str, float, float], None]
"""Gets the stage (``index`` or ``ask``), what is done and what there is in all."""

_PACKAGES = ("yinwen", "faiss-cpu", "tantivy", "onnxruntime", "tokenizers", "jieba", "ir-measures", "numpy")


def evaluate(
    questions_path: Path,
    output: Path,
    *,
    home: Path,
    corpus: Path | None = None,
    without_gold: bool = False,
    encoder: str | Encoder | None = None,
    reader: str | None = None,
    reranker: str | None = None,
    strictness: str = "balanced",
    llm: LlmSettings | None = None,
    cache: Path | None = None,
    half: Half | None = None,
    user_dictionary: Path | None = None,
    language: Language = "zh",
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Asks every question and scores the answers.

    Args:
        questions_path: What ``read_questions`` reads.
        output: Folder for ``predictions.jsonl`` and what ``write_results`` adds.
        home: The user's index, asked where neither ``corpus`` nor the question set brings documents.
        corpus: A file, a folder or a question set with documents, to index and ask.
        without_gold: Takes the gold documents away and keeps the questions whose answer then stands nowhere.
        encoder: An encoder or its name; default the shipped one, or the one that ``home`` was made with.
        reader: The reader's name; default the shipped one.
        reranker: A cross-encoder's name, if any.
        strictness: How readily the documents are said to be silent.
        llm: Writes the answers, if any.
        cache: Where indexes of corpora are kept; default the platform's user cache folder.
        half: Only the questions whose id has this parity.
        user_dictionary: A dictionary in jieba's format.
        language: Of the page; replies are always the same.
        progress: Told as it goes on.

    Returns:
        The report.

    Raises:
        YinwenError: Questions, corpus, index or output folder can't be used. What one question raises is recorded.
    """
    questions = read_questions(questions_path)
    loaded = load_reader(reader, reranker)
    make_folder(output)
    chosen = corpus or (questions_path if brings_documents(questions_path) else None)
    questions, kinds = _with_kinds(questions)
    config = {
        "questions": str(questions_path),
        "half": half,
        "without_gold": None,
        "strictness": strictness,
        "kinds": kinds,
    }
    with _prepare(chosen, home, encoder, cache, user_dictionary, progress) as prepared:
        gold = Gold(prepared.library)
        if questions_path.is_file():  # a BEIR folder may judge documents that its corpus lacks
            check_documents(questions, {*gold.texts, *prepared.facts.get("unreadable", ())}, questions_path)
        removal = Removal(questions, {}, "")
        if without_gold:
            # Before the half is chosen: both halves then lose the same documents.
            removal = take_gold_away(questions, gold)
            config["without_gold"] = removal.rule
        run = _Run(Assistant(prepared.library, loaded, strictness, llm), prepared, gold, removal.within, language)
        began = time.perf_counter()
        outcomes = run.ask_all(choose_half(removal.questions, half), output / "predictions.jsonl", progress)
        facts = {"seconds": round(time.perf_counter() - began, 1), "config": {**config, **_describe(prepared)}}
    return write_results(output, outcomes, run.failures, facts, language)


def _with_kinds(questions: list[GoldQuestion]) -> tuple[list[GoldQuestion], str]:
    """The questions with their own kinds (``given``), or where none has one with what each asks for (``asked``)."""
    if any(question.kind for question in questions):
        return questions, "given"
    return [replace(question, kind=kind_of(question.question)) for question in questions], "asked"


def _prepare(
    corpus: Path | None,
    home: Path,
    encoder: str | Encoder | None,
    cache: Path | None,
    user_dictionary: Path | None,
    progress: Progress,
) -> AbstractContextManager[Prepared]:
    def index(done: float, total: float) -> None:
        progress("index", done, total)

    if corpus is None:
        return present_library(home, encoder, user_dictionary, index)
    loaded = load_encoder(encoder) if encoder is None or isinstance(encoder, str) else encoder
    return cached_library(open_corpus(corpus), cache or default_cache(), loaded, user_dictionary, index)


class _Run:
    """Asks and judges; ``failures`` gathers what went wrong."""

    def __init__(
        self,
        assistant: Assistant,
        prepared: Prepared,
        gold: Gold,
        within: Mapping[str, Collection[str]],
        language: Language,
    ) -> None:
        self._assistant, self._prepared = assistant, prepared
        self._gold, self._within, self._language = gold, within, language
        self.failures: list[Failure] = []

    def ask_all(self, questions: Sequence[GoldQuestion], path: Path, progress: Progress) -> list[Outcome]:
        outcomes = []
        with json_lines(path) as write:
            for done, question in enumerate(questions):
                progress("ask", done, len(questions))
                answer, error = self._ask(question)
                write(prediction(question, answer, error))
                outcome = judge(question, answer, self._gold, self._prepared.source, error)
                outcomes.append(outcome)
                if outcome.right is False:
                    self.failures.append(failure_of(outcome, answer, self._gold, self._language))
            progress("ask", len(questions), len(questions))
        return outcomes

    def _ask(self, question: GoldQuestion) -> tuple[Answer | None, str | None]:
        try:
            within, llm = self._within.get(question.id), self._assistant.llm is not None
            return self._assistant.ask(question.question, question.history, within=within, llm=llm), None
        except YinwenError as error:
            return None, str(error)
        except Exception as error:  # one question must not cost the others; the report counts it
            return None, f"{type(error).__name__}: {error}"


def prediction(question: GoldQuestion, answer: Answer | None, error: str | None) -> dict[str, Any]:
    """A line of ``predictions.jsonl``: the same names with an error as without."""
    if answer is None:
        empty = Answer(question.question, question.question, "", kind="error")
        return {"id": question.id, **answer_to_json(empty), "error": error}
    return {"id": question.id, **answer_to_json(answer)}


def _describe(prepared: Prepared) -> dict[str, Any]:
    """What was asked, with what, on what."""
    documents = prepared.library.documents()
    return {
        **prepared.facts,
        "documents": len(documents),
        "passages": sum(info.passages for info in documents),
        "characters": sum(info.characters for info in documents),
        "index": {**prepared.library.manifest().to_meta(), "encoder": prepared.library.encoder.name},
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}},
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
