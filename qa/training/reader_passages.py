"""Passages for the reader's training, cut into pieces once, and windows of them."""

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...corpus.sentences import sentences
from ...index.training.examples import bigrams
from ..reader_input import WINDOW, Pieces, cut

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ALIGNED = 0.7
"""Share of the windows that begin with a sentence, as most do in use; the others begin anywhere."""

NEAR = 40
"""Characters on both sides of an answer that are compared with the question."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage's pieces and the pieces that its sentences begin with."""

    pieces: Pieces
    begins: Sequence[int]


class Passages:
    """Normalised texts by number, each cut when it is first asked for."""

    def __init__(self, tokenizer: "Tokenizer", texts: Sequence[str]) -> None:
        self.texts = texts
        self._tokenizer = tokenizer
        self.cut = lru_cache(maxsize=None)(self._cut)

    def _cut(self, number: int) -> Cut:
        text = self.texts[number]
        pieces = cut(self._tokenizer, text)
        starts = [start for start, _ in pieces.offsets]
        begins = {bisect_left(starts, sentence.start) for sentence in sentences(text)}
        return Cut(pieces, sorted(begin for begin in begins if begin < len(starts)) or [0])

    def span(self, number: int, answer: str, question: str = "") -> Range | None:
        """The pieces that hold the answer; None where the text doesn't or the answer is longer than a window.

        Where it stands several times, the place whose surroundings share most pairs of characters with the question, the
        first of equals: in 5 % of CMRC and DRCD that isn't the first.
        """
        text = self.texts[number]
        places = [match.start() for match in re.finditer(re.escape(answer), text)] if answer else []
        if not places:
            return None
        asked = bigrams(question)
        around = [bigrams(text[max(0, at - NEAR) : at + len(answer) + NEAR]) for at in places]
        at = max(zip(places, around, strict=True), key=lambda one: (len(asked & one[1]), -one[0]))[0]
        offsets = self.cut(number).pieces.offsets
        first = bisect_right(offsets, at, key=lambda o: o[1])
        last = bisect_left(offsets, at + len(answer), key=lambda o: o[0])
        return (first, last) if 0 < last - first <= WINDOW else None

    def around(self, number: int, span: Range, rng: random.Random) -> Range:
        """A window that holds the span."""
        passage = self.cut(number)
        lowest, highest = max(0, span[1] - WINDOW), span[0]
        begins = [begin for begin in passage.begins if lowest <= begin <= highest]
        first = rng.choice(begins) if begins and rng.random() < ALIGNED else rng.randint(lowest, highest)
        return first, min(first + WINDOW, len(passage.pieces.ids))

    def windows(self, number: int) -> list[Range]:
        """Windows that begin with sentences, their beginnings at least a third of a window apart; one that is longer
        than a window has more of them, half a window apart.
        """
        passage = self.cut(number)
        size, found, reached = len(passage.pieces.ids), list[Range](), -WINDOW
        for begin, following in zip(passage.begins, (*passage.begins[1:], size), strict=True):
            tails = range(begin + WINDOW // 2, following - WINDOW // 2, WINDOW // 2)
            for first in (begin, *tails):
                if first - reached >= WINDOW // 3:
                    found.append((first, min(first + WINDOW, size)))
                    reached = first
        return found

    def text(self, number: int, window: Range) -> str:
        """The window's characters."""
        offsets = self.cut(number).pieces.offsets
        return self.texts[number][offsets[window[0]][0] : offsets[window[1] - 1][1]] if window[0] < window[1] else ""
