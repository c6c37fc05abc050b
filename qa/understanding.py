"""What a question means after what was said before: the proposal that the documents answer best.

Rules and a few simple operations propose full questions (``proposals.py``); those nearest to a sentence of the documents
are looked up and a few windows of each are read; the signs of each are weighed. All signs but the priors are differences
within the turn, so that another reader's range of scores changes little. The weights were chosen on the even half of
``tests/benchmarks/follow_ups`` (``EXPERIMENTS.md``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..index.segment import Segmenter
from . import smalltalk
from .earlier import Before
from .followup import about_document, resolve, turns
from .leaning import Lean, leaning, tidied
from .naming import Titles
from .proposal import Kind, Proposal
from .proposals import proposals
from .question import simplified
from .types import History, Turn

READ = 4
"""Questions that are looked up and read, the question itself among them."""

WEIGHTS: Mapping[str, float] = {"read": 0.75, "near": 5.0, "own": 3.0, "place": 0.5, "alike": 1.0}
PRIORS: Mapping[Kind, float] = {
    "answer": 2.0,
    "ruled": 1.0,
    "swapped": 1.0,
    "pointed": 0.0,
    "topic": -0.5,
    "own": -0.5,
    "joined": -1.0,
}
ALONE: Mapping[Lean, float] = {"shown": -4.0, "perhaps": 1.5, "complete": 2.0}
"""What counts for a question as it stands, by how far it leans."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the documents say to a full question.

    Attributes:
        read: The score of its best window, or sentence without a reader.
        near: The cosine of the sentence nearest to it.
        own: The share of the words of the question as asked, weighed by idf, that stand around its best sentence.
        place: 1 where that stands in the passage of the last reply, .5 in its document, else 0.
    """

    read: float
    near: float
    own: float
    place: float


Near = Callable[[Sequence[str]], Sequence[float]]
"""The cosine of the nearest sentence, for each text."""
Weigh = Callable[[Sequence[str], str, str], Sequence[Weighed]]
"""Looks full questions up: the texts, the question as asked, the last reply."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """Understands the questions of a conversation.

    Args:
        segmenter: Tells words and their kinds.
        titles: Of the documents.
        near: Finds the nearest sentences.
        weigh: Looks up.
        known: What was understood before, by all that was said; added to.
    """

    segmenter: Segmenter
    titles: Titles
    near: Near
    weigh: Weigh
    known: dict[tuple[Turn, ...], str]

    def full(self, question: str, history: History) -> str:
        """The full question; the question itself where it stands alone or nothing was said before.

        Args:
            question: As it was asked, without surrounding space.
            history: Earlier turns, oldest first.
        """
        said: list[Turn] = []
        before: Before | None = None
        for turn in [*turns(history), Turn("user", question)]:
            text = turn.content.strip()
            if turn.role == "assistant":
                before = replace(before, answer=text) if before else None
            elif turn.role == "user" and text and smalltalk.reply(text, [], "zh") is None:
                said.append(Turn("user", text))
                full = self._known(tuple(said), text, before) if before else text
                before = Before(full, "", (before.question, *before.earlier) if before else (), text)
                continue
            said.append(Turn(turn.role, text))
        return before.question if before else question

    def _known(self, said: tuple[Turn, ...], question: str, before: Before) -> str:
        found = self.known.get(said)
        if found is None:
            found = self.known[said] = self._resolved(question, before)
        return found

    def _resolved(self, question: str, before: Before) -> str:
        place = about_document(question, before, self.titles)
        if place is not None:
            return resolve(question, before, self.segmenter, self.titles)
        asked = tidied(simplified(question))
        ruled = resolve(asked, before, self.segmenter, self.titles)
        lean = "shown" if ruled != asked else leaning(asked, self.segmenter)
        if lean == "no":
            return question
        plain = Before(
            simplified(before.question),
            simplified(before.answer),
            tuple(map(simplified, before.earlier)),
            simplified(before.asked),
        )
        made = proposals(asked, plain, ruled, self.segmenter)
        chosen = self._chosen(asked, made, lean, plain)
        return question if chosen == asked else chosen

    def _chosen(self, asked: str, made: Sequence[Proposal], lean: Lean, before: Before) -> str:
        if not made:
            return asked
        cosines = dict(zip((one.text for one in made), self.near([one.text for one in made]), strict=True))
        ranked = sorted(made, key=lambda one: -self._first(one, cosines[one.text]))
        kept = [Proposal(asked, "alone"), *ranked[: READ - 1]]
        weighed = self.weigh([one.text for one in kept], asked, before.answer)
        scores = [score(one, each, lean) for one, each in zip(kept, weighed, strict=True)]
        return kept[max(range(len(kept)), key=lambda at: scores[at])].text

    def _first(self, one: Proposal, cosine: float) -> float:
        return WEIGHTS["near"] * cosine + WEIGHTS["alike"] * one.alike + PRIORS[one.kind]


def score(one: Proposal, weighed: Weighed, lean: Lean) -> float:
    """All signs together; higher is likelier meant."""
    prior = ALONE[lean] if one.kind == "alone" else PRIORS[one.kind] + WEIGHTS["alike"] * one.alike
    return (
        prior
        + WEIGHTS["read"] * weighed.read
        + WEIGHTS["near"] * weighed.near
        + WEIGHTS["own"] * weighed.own
        + WEIGHTS["place"] * weighed.place
    )
