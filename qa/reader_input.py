"""What a reader sees: question, title and a window of a passage in one sequence of pieces.

A passage is cut into pieces once and its windows are slices of them, in training and in use alike, so that a piece's
place in the window leads back to characters of the passage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WINDOW = 64
"""Pieces of a window, about 90 characters: short windows learn and read several times faster than long ones."""
QUESTION = 40
"""Pieces of a question that are seen; the end is kept, where Chinese asks."""
TITLE = 12
"""Pieces of the title that are seen."""
LONGEST = 3 + QUESTION + TITLE + WINDOW + 1
"""Pieces of a sequence at most."""
BOS, PAD, EOS = "<s>", "<pad>", "</s>"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces.

    Attributes:
        ids: Of the pieces.
        offsets: ``(start, end)`` of each in the text that was cut, half-open, without the space before a word.
    """

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Special:
    """Ids of the pieces that stand for no text."""

    bos: int
    pad: int
    eos: int

    @classmethod
    def of(cls, tokenizer: "Tokenizer") -> "Special":
        """Those of a tokenizer.

        Raises:
            ValueError: It has none.
        """
        found: list[int | None] = [tokenizer.token_to_id(piece) for piece in (BOS, PAD, EOS)]
        known = [number for number in found if number is not None]
        if len(known) < len(found):
            raise ValueError(f"the tokenizer lacks one of {BOS} {PAD} {EOS}")
        return cls(*known)


def cut(tokenizer: "Tokenizer", text: str) -> Pieces:
    """A normalised text's pieces."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = [(start + (text[start:end][:1] == " " and end > start + 1), end) for start, end in encoding.offsets]
    return Pieces(encoding.ids, offsets)


def sequence(special: Special, question: Sequence[int], title: Sequence[int], window: Sequence[int]) -> list[int]:
    """``<s> question </s> title </s> window </s>``; the window's first piece stands at :func:`window_place`."""
    return [special.bos, *question[-QUESTION:], special.eos, *title[:TITLE], special.eos, *window, special.eos]


def window_place(question: Sequence[int], title: Sequence[int]) -> int:
    """Where the window's first piece stands in the sequence."""
    return 3 + min(len(question), QUESTION) + min(len(title), TITLE)
