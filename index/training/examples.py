"""Training data to examples: a question, the window of text around the sentence that answers it, where that stands."""

import hashlib
import json
import lzma
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...corpus.normalize import normalize
from ...corpus.sentences import clauses, sentences

WINDOW = 110
"""Pieces of a window: a few sentences, so that what a sentence leaves unsaid stands beside it."""
QUOTAS = {
    "cmrc2018": 5000,
    "drcd": 3000,
    "lawyer_llama": 2000,
    "medical_dialogue_sample": 1000,
    "dureader2_demo": 303,
    "crud_rag": 1440,
    "xin_wen_lian_bo": 1200,
    "laws": 600,
    "cloze": 2000,
}
"""Examples of each set: headlines and statutes repeat themselves, more of them overfits (``EXPERIMENTS.md``)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and where its answer stands.

    Attributes:
        group: Its set; a batch has examples of one group only.
        source: Hash of the passage that the window was cut from: windows of one source are no negatives.
        sentences: The window's sentences, normalised, as they follow each other.
        target: Which of them answers; -1 where that isn't known.
        answers: Strings; a window that holds one of them is no negative.
    """

    group: str
    question: str
    source: str
    sentences: tuple[str, ...]
    target: int
    answers: tuple[str, ...] = ()


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file, plain or .xz."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring characters."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


def window(pieces: Sequence[int], around: int, limit: int = WINDOW) -> tuple[int, int]:
    """``(first, end)`` of a run of sentences grown around one, before and after by turns, while its pieces stay within
    the limit; that one alone where it is longer.
    """
    first, end, total = around, around + 1, pieces[around]
    grown = True
    while grown:
        grown = False
        for at in (first - 1, end):
            if 0 <= at < len(pieces) and total + pieces[at] <= limit:
                first, end, total, grown = min(first, at), max(end, at + 1), total + pieces[at], True
    return first, end


def _target(row: dict[str, Any], spans: Sequence[tuple[int, int]]) -> int:
    """The sentence that holds the answer; else, for an event or headline, the one most like it; else -1."""
    text, answers = row["passage"], row.get("answers") or []
    for answer in answers:
        at = text.find(answer)
        if at >= 0:
            return next((i for i, (start, end) in enumerate(spans) if start <= at < end), -1)
    if row["set"] in ("crud_rag", "xin_wen_lian_bo", "dureader2_demo"):
        asked = bigrams(row["question"])
        shared = [len(asked & bigrams(text[start:end])) for start, end in spans]
        return max(range(len(spans)), key=lambda i: (shared[i], -i)) if max(shared) else -1
    return -1


def example(row: dict[str, Any], count: Callable[[str], int]) -> Example | None:
    """The example of a row of pairs; None where the row has no text."""
    text = row["passage"]
    spans = [(s.start, s.end) for s in sentences(text)]
    if not spans or not row["question"].strip():
        return None
    target = _target(row, spans)
    parts = [normalize(text[start:end]) for start, end in spans]
    first, end = window([count(part) for part in parts], max(target, 0))
    return Example(
        group=row["set"],
        question=normalize(row["question"]),
        source=_hash(text),
        sentences=tuple(parts[first:end]),
        target=target - first if target >= 0 else -1,
        answers=tuple(normalize(answer) for answer in row.get("answers") or [] if len(answer) > 1),
    )


def cloze(text: str, count: Callable[[str], int], rng: random.Random) -> Example | None:
    """Inverse cloze (Lee et al. 2019, 1906.00300): a clause of a sentence finds the sentence among its neighbours.

    Nine times in ten the clause is taken out of the sentence, so that the neighbours and the rest must be enough; where
    it is the whole sentence it stays, since a sentence without text has no vector to be found.
    """
    spans = [(s.start, s.end) for s in sentences(text)]
    places = [i for i, (start, end) in enumerate(spans) if 40 <= end - start <= 160]
    if not places:
        return None
    target = rng.choice(places)
    start, end = spans[target]
    chosen = [c for c in clauses(text, start, end) if 10 <= c.end - c.start <= 40]
    if not chosen:
        return None
    clause = rng.choice(chosen)
    query = text[clause.start : clause.end]
    parts = [normalize(text[a:b]) for a, b in spans]
    if rng.random() > 0.1:
        parts[target] = normalize(text[start : clause.start] + text[clause.end : end]) or parts[target]
    first, last = window([count(part) for part in parts], target)
    return Example(
        "cloze", normalize(query.rstrip("，；：、,;:。")), _hash(text), tuple(parts[first:last]), target - first
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_examples(pairs: Path, texts: Path, count: Callable[[str], int], seed: int = 1) -> list[Example]:
    """Every set up to its quota, drawn by a fixed seed, and clozes from the raw news.

    Args:
        pairs: ``train_pairs.jsonl.xz``.
        texts: ``train_text.jsonl.xz``.
        count: Pieces of a text.
        seed: Of what is drawn.
    """
    rng = random.Random(seed)  # noqa: S311 - a draw that can be repeated, nothing secret
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(pairs):
        rows.setdefault(row["set"], []).append(row)
    found: list[Example] = []
    for name in sorted(rows):
        rng.shuffle(rows[name])
        found += _first(QUOTAS[name], (example(row, count) for row in rows[name]))
    news = [row["text"] for row in read_rows(texts) if row["set"] == "crud_rag"]
    rng.shuffle(news)
    return found + _first(QUOTAS["cloze"], (cloze(text[:1500], count, rng) for text in news))


def _first(limit: int, examples: Iterable[Example | None]) -> list[Example]:
    kept: list[Example] = []
    for found in examples:
        if len(kept) == limit:
            break
        if found is not None:
            kept.append(found)
    return kept
