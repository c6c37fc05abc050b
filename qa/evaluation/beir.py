"""The BEIR folder: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv`` (Thakur et al. 2021, arXiv:2104.08663)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...corpus.errors import DocumentError
from .questions import GoldQuestion, bad_line, read_json_lines, read_lines, string, strings


@dataclass(frozen=True, slots=True)
class BeirDocument:
    """A line of ``corpus.jsonl``; ``text`` is taken as it stands there."""

    doc_id: str
    title: str
    text: str


def is_beir_corpus(path: Path) -> bool:
    """Whether a folder holds a BEIR corpus."""
    return (path / "corpus.jsonl").is_file()


def read_beir_corpus(folder: Path) -> Iterator[BeirDocument]:
    """The documents, in their order.

    Raises:
        DocumentError: The file is missing or a line is not of the form.
    """
    path = folder / "corpus.jsonl"
    for number, value in read_json_lines(path):
        text, title = value.get("text"), value.get("title") or ""
        if not isinstance(text, str) or not isinstance(title, str):
            raise bad_line(path, number, "text 或 title 不是文字", "text or title is no text")
        yield BeirDocument(string(path, number, value, "_id"), title, text)


def read_beir_questions(folder: Path) -> list[GoldQuestion]:
    """The questions that ``qrels/test.tsv`` or their own ``metadata`` say something about.

    A query with neither belongs to another split and is left out.

    Raises:
        DocumentError: A file is missing or a line is not of the form.
    """
    qrels = _read_qrels(folder / "qrels" / "test.tsv")
    path = folder / "queries.jsonl"
    found = (_question(path, number, value, qrels) for number, value in read_json_lines(path))
    return [question for question in found if question is not None]


def _question(
    path: Path, number: int, value: Mapping[str, Any], qrels: Mapping[str, Mapping[str, int]]
) -> GoldQuestion | None:
    identifier = string(path, number, value, "_id")
    metadata = value.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise bad_line(path, number, "metadata 要是一个 JSON 对象", "metadata must be a JSON object")
    answers = strings(path, number, metadata, "answers")
    answerable = metadata.get("answerable")
    relevant = qrels.get(identifier, {})
    if answerable is None and not answers and not relevant:
        return None
    return GoldQuestion(
        id=identifier,
        question=string(path, number, value, "text"),
        answers=answers,
        alternatives=True,
        kind=str(metadata.get("kind") or ""),
        answerable=bool(answers or relevant) if answerable is None else bool(answerable),
        relevant=relevant,
    )


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        fields = line.split("\t")
        if number == 1 and fields[-1].strip() == "score":
            continue
        try:
            query, document, score = fields
            relevance = int(score)
        except ValueError as error:
            raise bad_line(
                path,
                number,
                "要是 query-id、corpus-id、score 三列",
                "three columns are wanted: query-id, corpus-id, score",
            ) from error
        if relevance > 0:
            qrels.setdefault(query, {})[document] = relevance
    if not qrels:
        raise DocumentError(
            f"{path} 里没有相关的文件；请检查内容。", f"{path} names no relevant document; check its content."
        )
    return qrels
