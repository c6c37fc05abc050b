"""Where the gold stands in a corpus: evidence in documents and passages, answers in what remains without them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ...corpus.errors import DocumentError
from ...corpus.normalize import Folded, fold, normalize
from ...corpus.sentences import sentences
from ...corpus.types import Passage
from ...index.library import Library
from .questions import GoldQuestion

MISSING = "(not in the corpus)"
"""What stands in qrels for evidence that the corpus lacks: the question then scores zero and stays in the mean."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document's text."""

    doc_id: str
    start: int
    end: int

    def overlaps(self, doc_id: str, start: int, end: int) -> bool:
        """Whether they share a character."""
        return self.doc_id == doc_id and self.start < end and start < self.end


class Gold:
    """Looks gold up in all documents of a library, as search text.

    Args:
        library: What is evaluated.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        with library.reading() as snapshot:
            rows = snapshot.rows("SELECT doc_id, text FROM documents ORDER BY doc_id")
            self.texts: dict[str, str] = {row["doc_id"]: normalize(row["text"]) for row in rows}
        self._fold = lru_cache(maxsize=8)(self._fold_document)
        self._cut = lru_cache(maxsize=8)(lambda doc_id: sentences(library.document(doc_id).text))
        self.places = lru_cache(maxsize=None)(self._places)

    def _fold_document(self, doc_id: str) -> Folded:
        return fold(self._library.document(doc_id).text)

    def _places(self, words: str, doc_ids: tuple[str, ...] | None = None) -> tuple[Place, ...]:
        """Wherever the words stand, in all documents or in these."""
        needle = normalize(words)
        found = []
        for doc_id in self.texts if doc_ids is None else doc_ids:
            text = self.texts.get(doc_id, "")
            at = text.find(needle)
            while at >= 0:
                found.append(Place(doc_id, *self._fold(doc_id).original(at, at + len(needle))))
                at = text.find(needle, at + 1)
        return tuple(found)

    def passages(self, question: GoldQuestion) -> dict[str, int]:
        """The passages that hold a piece of its evidence; where none holds it whole, those that share in it."""
        relevant: dict[str, int] = {}
        for evidence in question.evidence:
            places = self.places(evidence)
            if not places:
                relevant[MISSING] = 1
            for place in places:
                there = [p for p in self._passages_of(place.doc_id) if place.overlaps(p.doc_id, p.start, p.end)]
                whole = [p for p in there if p.start <= place.start and place.end <= p.end]
                relevant.update((p.passage_id, 1) for p in whole or there)
        return relevant

    def _passages_of(self, doc_id: str) -> list[Passage]:
        with self._library.reading() as snapshot:
            return snapshot.passages_of(doc_id)

    def sentences(self, question: GoldQuestion) -> list[tuple[Place, str]]:
        """The source's own sentences in which its evidence stands first, or an answer in the documents known to be relevant.

        What is known of neither (answers alone) has none: the same words may stand anywhere.
        """
        doc_ids = tuple(sorted(question.relevant)) if question.relevant else None
        words = question.evidence or (question.answers if doc_ids else ())
        found: dict[Place, str] = {}
        for text in words:
            for place in self.places(text, doc_ids)[:1]:
                whole = self._sentence(place)
                found[whole] = self._library.document(place.doc_id).text[whole.start : whole.end]
        return list(found.items())

    def _sentence(self, place: Place) -> Place:
        """The sentences that share in a place."""
        shared = [s for s in self._cut(place.doc_id) if s.start < place.end and place.start < s.end]
        if not shared:
            return place
        return Place(place.doc_id, min(place.start, shared[0].start), max(place.end, shared[-1].end))

    def documents(self, question: GoldQuestion) -> set[str]:
        """The documents that its answer is known to stand in."""
        if question.relevant is not None:
            return set(question.relevant)
        words = question.evidence or question.answers
        return {place.doc_id for text in words for place in self.places(text)}


def check_documents(questions: Sequence[GoldQuestion], there: Collection[str], path: Path) -> None:
    """That the documents which questions name are there.

    Raises:
        DocumentError: One is not.
    """
    for question in questions:
        for doc_id in question.relevant or ():
            if doc_id not in there:
                raise DocumentError(
                    f"{path} 里问题 {question.id} 的文件 {doc_id} 不在被提问的文件里；请照 yinwen list 的文件名改正，或用 --corpus 给出文件。",
                    f"{path}: question {question.id} names {doc_id}, which is not among the documents asked; mend the name as "
                    "yinwen list has it, or give the documents with --corpus.",
                )


@dataclass(frozen=True, slots=True)
class Removal:
    """What is left to ask once gold documents are taken away.

    Attributes:
        questions: Those whose answer then stands nowhere; all unanswerable now.
        within: By question id, the doc_ids that remain.
        rule: ``all`` where every gold document of the set is gone, ``own`` where each question loses only its own.
    """

    questions: list[GoldQuestion]
    within: Mapping[str, Collection[str]]
    rule: str


def take_gold_away(questions: Sequence[GoldQuestion], gold: Gold) -> Removal:
    """Takes the gold documents of all questions away; where no document would be left, each question's own.

    Questions that have no answer with the gold there are left out: they are measured without this.

    Raises:
        DocumentError: No document, or no question, is left.
    """
    asked = [question for question in questions if question.answerable and question.answers]
    own = {question.id: gold.documents(question) for question in asked}
    everyone: set[str] = set().union(*own.values())
    rule = "all" if set(gold.texts) - everyone else "own"
    bare = {doc_id: _close(text) for doc_id, text in gold.texts.items()}
    rest = {
        question.id: tuple(d for d in gold.texts if d not in (everyone if rule == "all" else own[question.id]))
        for question in asked
    }
    if not any(rest.values()):
        raise DocumentError(
            "拿掉标准答案所在的文件后，一个文件也不剩，量不了拒答；请用 --corpus 给出更多文件。",
            "Without the gold documents no document is left, so refusal can't be measured; give more with --corpus.",
        )
    kept = [q for q in asked if rest[q.id] and not _stands(q, (bare[d] for d in rest[q.id]))]
    if not kept:
        raise DocumentError(
            "拿掉标准答案所在的文件后，每个问题的答案仍见于其余文件，没有可测的问题。",
            "Without the gold documents every question's answer still stands in others, so nothing is left to ask.",
        )
    emptied = [replace(q, answers=(), evidence=(), relevant=None, answerable=False) for q in kept]
    return Removal(emptied, {q.id: rest[q.id] for q in kept}, rule)


def _stands(question: GoldQuestion, texts: Iterable[str]) -> bool:
    """Whether one text holds any of the alternatives, or all that must appear."""
    needles = [_close(normalize(answer)) for answer in question.answers]
    holds = any if question.alternatives else all
    return any(holds(needle in text for needle in needles) for text in texts)


def contains(question: GoldQuestion, text: str) -> bool:
    """Whether a text, as search text without spaces, holds any of the alternatives, or all that must appear."""
    return _stands(question, (_close(normalize(text)),))


def _close(text: str) -> str:
    return "".join(text.split())
