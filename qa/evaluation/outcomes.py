"""``outcomes.jsonl``: what became of each question, written by a run and read when two runs are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from ...corpus.errors import DocumentError
from .files import json_lines
from .measures import Scores, by_question
from .metrics import Outcome, State
from .questions import bad_line, read_json_lines, string, strings

NAME = "outcomes.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the file.

    Attributes:
        answers: The gold, by which two runs are known to have asked the same.
        right: Whether the outcome is as it should be; None where that isn't known.
        measures: By name, 0 to 1, higher is better; None where it couldn't be measured.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    answers: tuple[str, ...]
    state: State
    right: bool | None
    measures: Mapping[str, float | None]


def write_outcomes(folder: Path, outcomes: Sequence[Outcome], scores: Scores) -> None:
    """Writes a line a question, the same for the same answers: no times.

    Raises:
        DocumentError: The folder can't be written to.
    """
    with json_lines(folder / NAME) as write:
        for outcome in outcomes:
            question = outcome.question
            measured = by_question(outcome, scores)
            write(
                {
                    "id": question.id,
                    "question": question.question,
                    "kind": question.kind,
                    "answerable": question.answerable,
                    "answers": list(question.answers),
                    "state": outcome.state,
                    "right": outcome.right,
                    "probability": round(outcome.probability, 6),
                    "error": outcome.error,
                    "measures": {n: None if value is None else round(value, 6) for n, value in measured.items()},
                }
            )


def read_outcomes(folder: Path) -> dict[str, Judged]:
    """The lines of a results folder, or of the file itself, by question id.

    Raises:
        DocumentError: There are none, or a line is not of the form.
    """
    path = folder / NAME if folder.is_dir() else folder
    if not path.is_file():
        raise DocumentError(
            f"{folder} 里没有 {NAME}；请给出 yinwen eval 的结果文件夹，旧版本写的请重新评测一次。",
            f"{folder} holds no {NAME}; name a results folder of yinwen eval, and run an older version's evaluation again.",
        )
    found: dict[str, Judged] = {}
    for number, value in read_json_lines(path):
        judged = _judged(path, number, value)
        if judged.id in found:
            raise bad_line(path, number, f"编号 {judged.id} 重复", f"the id {judged.id} comes twice")
        found[judged.id] = judged
    if not found:
        raise DocumentError(f"{path} 里没有问题；请重新评测。", f"{path} holds no question; run the evaluation again.")
    return found


def _judged(path: Path, number: int, value: Mapping[str, Any]) -> Judged:
    measures, state, right = value.get("measures"), value.get("state"), value.get("right")
    sound = (
        isinstance(measures, dict)
        and all(v is None or (isinstance(v, (int, float)) and 0 <= v <= 1) for v in measures.values())
        and state in get_args(State)
        and (right is None or isinstance(right, bool))
        and isinstance(value.get("answerable"), bool)
    )
    if not sound:
        raise bad_line(path, number, "不是 yinwen eval 写的一行", "this is no line that yinwen eval wrote")
    return Judged(
        id=string(path, number, value, "id"),
        question=string(path, number, value, "question"),
        kind=str(value.get("kind") or ""),
        answerable=value["answerable"],
        answers=strings(path, number, value, "answers"),
        state=value["state"],
        right=right,
        measures=measures or {},
    )
