"""Results as JSON named by the commit, and comparisons between rows of one run or of two."""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.bootstrap import Difference, paired_bootstrap

from .forms import FormRow
from .measure import PER_QUESTION, Row

FOLDER = Path(__file__).parent.parent / "results"
_PACKAGES = ("bm25s", "faiss-cpu", "tantivy", "onnxruntime", "tokenizers", "jieba", "ir-measures", "numpy")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rows over the questions of a line."""

    line: str
    a: str
    b: str
    measure: str
    difference: Difference


def commit() -> tuple[str, bool]:
    """The commit checked out and whether tracked files differ from it; ``("unknown", True)`` outside a clone."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    try:
        # What other benchmarks' results say is no part of what is measured.
        changed = git("status", "--porcelain", "--untracked-files=no", "--", ":/", f":(exclude,top){_results_path()}")
        return git("rev-parse", "--short=12", "HEAD"), bool(changed)
    except (OSError, subprocess.CalledProcessError):
        return "unknown", True


def _results_path() -> str:
    return "tests/benchmarks/results"


def file_name(half: str | None, quick: bool, label: str) -> str:
    """``COMMIT-HALF[-quick][-LABEL][-dirty].json``."""
    name, dirty = commit()
    parts = [name, half or "all", "quick" if quick else "", label, "dirty" if dirty else ""]
    return "-".join(part for part in parts if part) + ".json"


def machine() -> dict[str, Any]:
    """What latency depends on."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "versions": {name: version(name) for name in _PACKAGES},
    }


def save(path: Path, facts: Mapping[str, Any], rows: Sequence[Row], forms: Sequence[FormRow]) -> None:
    """Writes one result, a line a row; question ids once a line of the table."""
    name, dirty = commit()
    questions = {row.line: list(row.ids) for row in rows}
    head = {"commit": name, "dirty": dirty, **facts, "machine": machine()}
    listed = [{**asdict(row), "ids": None, "scores": {k: round(v, 4) for k, v in row.scores.items()}} for row in rows]
    for entry in listed:
        del entry["ids"]
        entry["p50"] = entry["p50"] and round(entry["p50"], 2)
    sections = (
        ("rows", [_dumps(entry) for entry in listed]),
        ("forms", [_dumps(asdict(form)) for form in forms]),
        ("questions", [f"{_dumps(line)}: {_dumps(ids)}" for line, ids in questions.items()]),
    )
    body = [json.dumps(head, ensure_ascii=False, indent=1)[:-2]]
    for section, entries in sections:
        opening, closing = ("{", "}") if section == "questions" else ("[", "]")
        body.append(f' "{section}": {opening}\n' + ",\n".join(entries) + f"\n {closing}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(",\n".join(body) + "\n}\n", encoding="utf-8")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def load(path: Path) -> list[Row]:
    """The rows of a result.

    Raises:
        DocumentError: It is missing or no result of this benchmark.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return [Row(**{**row, "ids": value["questions"][row["line"]]}) for row in value["rows"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DocumentError(
            f"{path} 不是这个评测的结果（{error}）；请检查路径。",
            f"{path} is no result of this benchmark ({error}); check the path.",
        ) from error


def compare(rows: Iterable[Row], pairs: Iterable[tuple[str, str]], measure: str) -> list[Comparison]:
    """The differences of two rows on every line that has both."""
    by_name = {(row.line, row.row): row for row in rows}
    lines = list(dict.fromkeys(line for line, _ in by_name))
    return [
        Comparison(line, a, b, measure, _difference(by_name[line, a], by_name[line, b], measure))
        for line in lines
        for a, b in pairs
        if (line, a) in by_name and (line, b) in by_name
    ]


def compare_files(old: Path, new: Path, row: str, measure: str) -> list[Comparison]:
    """A row of a new result less that of an old one, over the questions that both asked.

    Raises:
        DocumentError: A file is no result, or the two have no question of that row in common.
    """
    before = {r.line: r for r in load(old) if r.row == row}
    after = {r.line: r for r in load(new) if r.row == row}
    shared = [line for line in after if line in before and set(after[line].ids) & set(before[line].ids)]
    if not shared:
        raise DocumentError(
            f"{old} 和 {new} 里没有都问过“{row}”的问题。", f"{old} and {new} share no question of the row {row}."
        )
    names = f"{row} ({new.stem})", f"{row} ({old.stem})"
    return [Comparison(line, *names, measure, _difference(after[line], before[line], measure)) for line in shared]


def _difference(a: Row, b: Row, measure: str) -> Difference:
    ranks = dict(zip(b.ids, b.ranks, strict=True))
    both = [(rank, ranks[name]) for name, rank in zip(a.ids, a.ranks, strict=True) if name in ranks]
    first, second = np.array(both).T
    return paired_bootstrap(PER_QUESTION[measure](first).astype(float), PER_QUESTION[measure](second).astype(float))
