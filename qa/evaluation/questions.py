"""Questions with their gold, by the ending of what they are read from, and JSONL of this project's own form."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...corpus.errors import DocumentError
from ..types import Turn

Half = Literal["even", "odd"]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question and what a good answer to it is known to hold.

    Attributes:
        answers: Strings that answer.
        alternatives: True where any one of ``answers`` is right, False where all of them must appear.
        evidence: Words of the source that the answer stands in; empty where unknown.
        kind: A label to report by.
        history: The conversation before it: questions, or turns.
        answerable: False where the documents don't say.
        relevant: By doc_id, how relevant a document is (above 0); None where no qrels say.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    alternatives: bool = False
    evidence: tuple[str, ...] = ()
    kind: str = ""
    history: tuple[str | Turn, ...] = ()
    answerable: bool = True
    relevant: Mapping[str, int] | None = None


def read_questions(path: Path) -> list[GoldQuestion]:
    """The questions at a path, in their order.

    A folder is BEIR's; ``.json`` is SQuAD's or CMRC's; ``.csv``, ``.tsv`` and ``.xlsx`` are tables; all else is JSONL.

    Raises:
        DocumentError: It is missing, empty or not of the form; the sentence names file and line, row or place.
    """
    questions = _read(path)
    if not questions:
        raise DocumentError(f"{path} 里没有问题；请检查文件内容。", f"{path} holds no question; check its content.")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise DocumentError(
                f"{path} 里问题编号 {question.id} 重复；每个问题的编号要不同。",
                f"{path} has the question id {question.id} twice; give each question its own.",
            )
        seen.add(question.id)
    return questions


def _read(path: Path) -> list[GoldQuestion]:
    from .beir import read_beir_questions
    from .squad import is_squad, read_squad
    from .table import is_table, read_table

    if path.is_dir():
        return read_beir_questions(path)
    if is_squad(path):
        return read_squad(path).questions
    return read_table(path) if is_table(path) else _read_own(path)


def choose_half(questions: Sequence[GoldQuestion], half: Half | None) -> list[GoldQuestion]:
    """The questions of which sha256 of the id is even, or odd: one half to fit on, one to judge by; None for all."""
    if half is None:
        return list(questions)
    parity = 0 if half == "even" else 1
    return [q for q in questions if int(hashlib.sha256(q.id.encode()).hexdigest(), 16) % 2 == parity]


def _read_own(path: Path) -> list[GoldQuestion]:
    return [_own_question(path, number, value) for number, value in read_json_lines(path)]


def _own_question(path: Path, number: int, value: Mapping[str, Any]) -> GoldQuestion:
    answers = strings(path, number, value, "answers", required=True)
    return GoldQuestion(
        id=string(path, number, value, "id"),
        question=string(path, number, value, "question"),
        answers=answers,
        evidence=strings(path, number, value, "evidence"),
        kind=str(value.get("kind") or ""),
        history=_history(path, number, value.get("history") or []),
        answerable=bool(answers),
    )


def _history(path: Path, number: int, value: Any) -> tuple[str | Turn, ...]:
    turns: list[str | Turn] = []
    for turn in value if isinstance(value, list) else [None]:
        if isinstance(turn, str):
            turns.append(turn)
        elif (
            isinstance(turn, dict)
            and isinstance(turn.get("content"), str)
            and turn.get("role") in ("user", "assistant")
        ):
            turns.append(Turn(turn["role"], turn["content"]))
        else:
            raise bad_line(
                path,
                number,
                "history 要是问题的列表，或 {role, content} 的列表",
                "history must be a list of questions or of {role, content}",
            )
    return tuple(turns)


# -- lines and fields, with an error that names the line


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """``(line number from 1, object)`` of a JSONL file in UTF-8; empty lines are passed over.

    Raises:
        DocumentError: It is missing, not UTF-8, or a line holds no JSON object.
    """
    for number, line in read_lines(path):
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise bad_line(path, number, f"不是 JSON（{error}）", f"this is not JSON ({error})") from error
        if not isinstance(value, dict):
            raise bad_line(path, number, "要是一个 JSON 对象", "this must be a JSON object")
        yield number, value


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """``(line number from 1, line)`` of a UTF-8 file, empty lines passed over.

    Raises:
        DocumentError: It is missing or not UTF-8.
    """
    try:
        # Not splitlines: a JSON string may hold U+2028 or U+0085 as it is.
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} 不是 UTF-8（第 {error.start} 字节起）；请另存为 UTF-8。",
            f"{path} is not UTF-8 (from byte {error.start}); save it as UTF-8.",
        ) from error


def string(path: Path, number: int, value: Mapping[str, Any], name: str) -> str:
    """A field that must be there and be text with something in it."""
    found = value.get(name)
    if not isinstance(found, str) or not found.strip():
        raise bad_line(path, number, f"缺少 {name}，或它不是文字", f"{name} is missing or no text")
    return found


def strings(path: Path, number: int, value: Mapping[str, Any], name: str, *, required: bool = False) -> tuple[str, ...]:
    """A field that must be a list of texts."""
    found = value.get(name)
    if found is None and not required:
        return ()
    if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
        raise bad_line(path, number, f"缺少 {name}，或它不是文字的列表", f"{name} is missing or no list of texts")
    return tuple(found)


def unreadable(path: Path, error: OSError) -> DocumentError:
    """The sentence for a file that can't be opened."""
    return DocumentError(
        f"读不了 {path}（{error.strerror}）；请检查路径和权限。",
        f"{path} can't be read ({error.strerror}); check the path and its permissions.",
    )


def bad_line(path: Path, number: int, zh: str, en: str) -> DocumentError:
    """The sentence for a line that is not of the form."""
    return DocumentError(
        f"{path} 第 {number} 行有误：{zh}；请改正这一行。", f"{path} line {number}: {en}; mend this line."
    )
