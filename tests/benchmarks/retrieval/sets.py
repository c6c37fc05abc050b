"""The question sets: BEIR folders, questions about one corpus, and questions in other words."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.beir import is_beir_corpus
from yinwen.qa.evaluation.gold import MISSING, Gold
from yinwen.qa.evaluation.questions import (
    GoldQuestion,
    Half,
    choose_half,
    read_json_lines,
    read_questions,
    string,
    strings,
)

from .pool import Part, pooled

OTHER_WORDS = "questions.jsonl"
"""A folder that holds this beside ``documents/`` asks in other words, also about documents of other sets."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answerable question and where its gold is.

    Attributes:
        question: ``relevant`` names documents of the part; where it is None, evidence says which passages are gold.
        set: The set that it belongs to.
        part: The part that its gold is in.
        document: The one document in which evidence counts; None for all of the part.
    """

    question: GoldQuestion
    set: str
    part: str
    document: str | None = None

    @property
    def key(self) -> str:
        """Its name among the questions of all sets."""
        return f"{self.set}/{self.question.id}"

    @property
    def unit(self) -> str:
        """What is ranked: ``document``, or ``passage`` where the gold is a stretch of text."""
        return "passage" if self.question.relevant is None else "document"

    def relevant(self, gold: Callable[[], Gold], pool: bool) -> Mapping[str, int]:
        """Relevance by doc_id or passage_id, in a pool or in the part's own library; ``gold`` is made where evidence needs it."""
        if self.question.relevant is not None:
            return {pooled(self.part, d) if pool else d: grade for d, grade in self.question.relevant.items()}
        prefix = (f"{self.part}/" if pool else "") + (f"{self.document}#" if self.document else "")
        found = gold().passages(self.question)
        return {name: grade for name, grade in found.items() if name.startswith(prefix)} or {MISSING: 1}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and the parts that they are asked of.

    Attributes:
        untouched: Nothing is ever fitted on it, so both of its halves may be reported.
    """

    name: str
    asked: Sequence[Asked]
    parts: Sequence[Part]
    untouched: bool = False


def load_sets(paths: Sequence[Path], corpus: Path | None = None) -> list[QuestionSet]:
    """The sets at paths; a part whose content another set brings already is that set's.

    Args:
        paths: BEIR folders; JSONL files of questions on ``corpus``; folders in the form of ``other_words/``; folders
            that hold such.
        corpus: The file or folder that the JSONL files ask about.

    Raises:
        DocumentError: A path is none of these, or what it needs is missing.
    """
    found = list(_expanded(paths, corpus))
    parts: dict[str, Part] = {}
    # Those that refer to others' documents come last.
    return [_load(path, corpus, parts) for path in sorted(found, key=_is_other_words)]


def _expanded(paths: Iterable[Path], corpus: Path | None) -> Iterable[Path]:
    for path in paths:
        if path.is_file() or is_beir_corpus(path) or _is_other_words(path):
            yield path
            continue
        inside = sorted(path.iterdir()) if path.is_dir() else []
        sets = [p for p in inside if is_beir_corpus(p) or (corpus is not None and p.suffix == ".jsonl")]
        if not sets:
            raise DocumentError(
                f"{path} 里没有评测集；请给出 BEIR 文件夹，或问题的 JSONL 和 --corpus。",
                f"{path} holds no question set; give BEIR folders, or questions as JSONL with --corpus.",
            )
        yield from sets


def _is_other_words(path: Path) -> bool:
    return (path / OTHER_WORDS).is_file()


def _load(path: Path, corpus: Path | None, parts: dict[str, Part]) -> QuestionSet:
    name = path.resolve().name.removesuffix(".jsonl")
    if _is_other_words(path):
        return _other_words(path, name, parts)
    if path.is_file() and corpus is None:
        raise DocumentError(
            f"{path} 问的是哪些文件？请用 --corpus 给出。",
            f"Which documents does {path} ask about? Name them with --corpus.",
        )
    part = _shared(Part(name, path if path.is_dir() else corpus or path), parts)
    return QuestionSet(name, _answerable(read_questions(path), name, part.name), (part,))


def _shared(part: Part, parts: dict[str, Part]) -> Part:
    """The part, or the one that holds the same: xquad's Chinese passages answer both of its languages."""
    if any(known.name == part.name and known.digest != part.digest for known in parts.values()):
        raise DocumentError(
            f"有两个评测集都叫 {part.name}；请改名。", f"Two question sets are called {part.name}; rename one."
        )
    return parts.setdefault(part.digest, part)


def _answerable(questions: Iterable[GoldQuestion], name: str, part: str) -> list[Asked]:
    return [Asked(q, name, part) for q in questions if q.answerable and (q.relevant or q.evidence)]


def _other_words(path: Path, name: str, parts: dict[str, Part]) -> QuestionSet:
    own = _shared(Part(name, path / "documents"), parts)
    used = {own.name: own}
    by_name = {part.path.resolve().name: part for part in parts.values() if is_beir_corpus(part.path)}
    asked = []
    for question, place in _placed_questions(path / OTHER_WORDS):
        folder, slash, document = place.rpartition("/")
        if not slash:
            asked.append(Asked(question, name, own.name, place))
        elif folder in by_name:
            part = used.setdefault(by_name[folder].name, by_name[folder])
            asked.append(Asked(replace(question, relevant={document: 1}), name, part.name))
        else:
            raise DocumentError(
                f"{path} 要用 {folder} 的文件；请把评测集 {folder} 也写在命令里。",
                f"{path} asks about documents of {folder}; give that set on the command line too.",
            )
    return QuestionSet(name, asked, tuple(used.values()), untouched=True)


def _placed_questions(path: Path) -> Iterable[tuple[GoldQuestion, str]]:
    """Questions and the document that each is about; their evidence is one text."""
    for number, value in read_json_lines(path):
        found = {name: string(path, number, value, name) for name in ("id", "question", "document", "evidence")}
        answers = strings(path, number, value, "answers", required=True)
        question = GoldQuestion(found["id"], found["question"], answers, True, (found["evidence"],))
        yield question, found["document"]


@dataclass(frozen=True, slots=True)
class Line:
    """Questions that one line of the table is about."""

    name: str
    asked: Sequence[Asked]


def lines(chosen: QuestionSet, half: Half | None, quick: bool = False) -> list[Line]:
    """The set's half; for a set never fitted on, beside its odd half also both together."""
    found = [Line(chosen.name, _choose(chosen.asked, half, quick))]
    if chosen.untouched and half == "odd":
        found.append(Line(f"{chosen.name} (both halves)", _choose(chosen.asked, None, quick)))
    return [line for line in found if line.asked]


def _choose(asked: Sequence[Asked], half: Half | None, quick: bool) -> list[Asked]:
    kept = {question.id for question in choose_half([a.question for a in asked], half)}
    return [a for a in asked if a.question.id in kept and (not quick or is_quick(a.question.id))]


def is_quick(identifier: str) -> bool:
    """Whether a question is of the fixed fifth; independent of the parity that makes the halves."""
    return int(hashlib.sha256(f"quick {identifier}".encode()).hexdigest(), 16) % 5 == 0
