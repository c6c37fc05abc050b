"""JSON as SQuAD and CMRC 2018 have it: contexts, which become the documents, each with its questions.

Forms read: ``{"data": [{"title", "paragraphs": [{"context", "qas": [...]}]}]}`` (Rajpurkar et al. 2016, arXiv:1606.05250;
2018, arXiv:1806.03822, with ``is_impossible``); CMRC's list of ``{"context_id", "context_text", "title", "qas":
[{"query_id", "query_text", "answers": ["…"]}]}`` (Cui et al. 2019); a list, or a line each, of one question with its
``context`` and ``answers: {"text", "answer_start"}``. Any one of a question's answers is right.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...corpus.encodings import decode
from ...corpus.errors import DocumentError
from ...corpus.sentences import sentences
from .beir import BeirDocument
from .questions import GoldQuestion, unreadable

_Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SquadSet:
    """What a file holds: its documents, and the questions about them."""

    documents: list[BeirDocument]
    questions: list[GoldQuestion]


@dataclass(slots=True)
class _Reading:
    """A set as it is read; each context becomes one document, however often it comes."""

    path: Path
    by_text: dict[tuple[str, str], str] = field(default_factory=dict)
    documents: dict[str, BeirDocument] = field(default_factory=dict)
    questions: list[GoldQuestion] = field(default_factory=list)

    def bad(self, where: str, zh: str, en: str) -> DocumentError:
        return DocumentError(
            f"{self.path} 的 {where} 有误：{zh}；请改正这一处。", f"{self.path}, at {where}: {en}; mend this place."
        )


def is_squad(path: Path) -> bool:
    """Whether a file is taken for SQuAD's JSON: by its ending."""
    return path.suffix.lower() == ".json" and path.is_file()


def read_squad(path: Path) -> SquadSet:
    """Documents and questions of a file.

    A question's evidence is the sentence in which its answer begins, where the file says or shows where that is.

    Raises:
        DocumentError: The file can't be read or is not of a form; the sentence says where.
    """
    reading = _Reading(path)
    for where, title, entry in _contexts(reading, _load(path)):
        text = next((entry[name] for name in ("context", "context_text") if name in entry), None)
        if not isinstance(text, str) or not text.strip():
            raise reading.bad(where, "缺少 context 或 context_text", "context or context_text is missing")
        doc_id = _document(reading, entry, title, text)
        asked = entry.get("qas", [entry])
        if not isinstance(asked, list):
            raise reading.bad(where, "qas 要是列表", "qas must be a list")
        for number, one in enumerate(asked):
            place = f"{where}.qas[{number}]" if "qas" in entry else where
            reading.questions.append(_question(reading, place, one, doc_id, text))
    return SquadSet(list(reading.documents.values()), reading.questions)


def _load(path: Path) -> Any:
    try:
        text, _ = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.split("\n") if line.strip()]
        if error.msg != "Extra data" or len(lines) < 2:
            raise _no_json(path, error) from error
        try:
            return [json.loads(line) for line in lines]
        except json.JSONDecodeError as second:
            raise _no_json(path, second) from second


def _no_json(path: Path, error: json.JSONDecodeError) -> DocumentError:
    return DocumentError(
        f"{path} 不是 JSON（{error}）；请检查内容。", f"{path} is not JSON ({error}); check its content."
    )


def _contexts(reading: _Reading, value: Any) -> Iterator[tuple[str, str, _Object]]:
    """``(where it stands, the article's title, object with a context)``."""
    nested = isinstance(value, dict) and "data" in value
    articles = value["data"] if nested else value
    if not isinstance(articles, list):
        raise DocumentError(
            f"{reading.path} 不是 SQuAD 或 CMRC 的格式；要有 data 列表，或是带 context 的对象的列表。",
            f"{reading.path} is not of SQuAD's or CMRC's form; a list named data, or a list of objects with a context, is wanted.",
        )
    for number, article in enumerate(articles):
        where = f"data[{number}]" if nested else f"[{number}]"
        if not isinstance(article, dict):
            raise reading.bad(where, "要是一个 JSON 对象", "this must be a JSON object")
        title = str(article.get("title") or "").strip()
        paragraphs = article.get("paragraphs", [article])
        if not isinstance(paragraphs, list) or not all(isinstance(one, dict) for one in paragraphs):
            raise reading.bad(where, "paragraphs 要是对象的列表", "paragraphs must be a list of objects")
        for inner, paragraph in enumerate(paragraphs):
            place = f"{where}.paragraphs[{inner}]" if "paragraphs" in article else where
            yield place, title or str(paragraph.get("title") or "").strip(), paragraph


def _document(reading: _Reading, entry: _Object, title: str, text: str) -> str:
    """The doc_id of a context: its own id where it has one, else its title, numbered where several have it."""
    known = reading.by_text.get((title, text))
    if known is not None:
        return known
    own = entry.get("context_id", entry.get("id") if "qas" in entry else None)
    name = str(own) if own not in (None, "") else title or "context"
    doc_id, number = name, 1
    while doc_id in reading.documents:
        number += 1
        doc_id = f"{name} ({number})"
    reading.by_text[title, text] = doc_id
    reading.documents[doc_id] = BeirDocument(doc_id, title, text)
    return doc_id


def _question(reading: _Reading, where: str, value: Any, doc_id: str, context: str) -> GoldQuestion:
    if not isinstance(value, dict):
        raise reading.bad(where, "要是一个 JSON 对象", "this must be a JSON object")
    asked = _text(value, "question", "query_text", "query")
    identifier = _text(value, "id", "query_id", "question_id")
    for found, zh, en in ((asked, "缺少 question", "question is missing"), (identifier, "缺少 id", "id is missing")):
        if not found:
            raise reading.bad(where, zh, en)
    impossible = value.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise reading.bad(where, "is_impossible 要是 true 或 false", "is_impossible must be true or false")
    placed = [] if impossible else _answers(reading, where, value)
    answers = tuple(dict.fromkeys(text for text, _ in placed))
    evidence = dict.fromkeys(filter(None, (_sentence(context, text, start) for text, start in placed)))
    return GoldQuestion(
        id=identifier,
        question=asked,
        answers=answers,
        alternatives=True,
        evidence=tuple(evidence),
        kind=_text(value, "kind", "type"),
        answerable=bool(answers),
        relevant={doc_id: 1} if answers else {},
    )


def _answers(reading: _Reading, where: str, value: _Object) -> list[tuple[str, int | None]]:
    """``(answer, where it begins)`` in any of the forms; an empty list says unanswerable, unless ``is_impossible`` denies it."""
    found = value.get("answers", value.get("answer"))
    if isinstance(found, dict):  # {"text": [...], "answer_start": [...]}
        texts, starts = found.get("text"), found.get("answer_start")
        if isinstance(texts, list):
            if not isinstance(starts, list) or len(starts) != len(texts):
                starts = [None] * len(texts)
            found = [{"text": text, "answer_start": start} for text, start in zip(texts, starts, strict=True)]
    elif isinstance(found, str):
        found = [found]
    if not isinstance(found, list) or (not found and "is_impossible" in value):
        raise reading.bad(
            where,
            "缺少 answers；没有答案的问题请写 is_impossible: true",
            "answers is missing; an unanswerable question has is_impossible: true",
        )
    placed: list[tuple[str, int | None]] = []
    for one in found:
        text, start = (one.get("text"), one.get("answer_start")) if isinstance(one, dict) else (one, None)
        if not isinstance(text, str) or not text.strip():
            raise reading.bad(where, "answers 里有一项不是文字", "an item of answers is no text")
        placed.append((text.strip(), start if isinstance(start, int) else None))
    return placed


def _sentence(context: str, answer: str, start: int | None) -> str | None:
    """The sentence that the answer begins in; None where the answer doesn't stand in the context."""
    if start is None or start < 0 or not context.startswith(answer, start):
        start = context.find(answer)
    if start < 0:
        return None
    return next((context[s.start : s.end] for s in sentences(context) if s.start <= start < s.end), None)


def _text(value: _Object, *names: str) -> str:
    """The first of these fields that there is, as text; a number counts as its digits."""
    found = next((value[name] for name in names if value.get(name) not in (None, "")), "")
    return str(found).strip() if isinstance(found, (str, int)) and not isinstance(found, bool) else ""
