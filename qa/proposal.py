"""A full question that a follow-up may stand for."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["alone", "answer", "ruled", "swapped", "pointed", "topic", "own", "joined"]
"""As asked; with what the last reply names in the place of a pronoun; by the rules; with a part of an earlier question
exchanged; with another meaning in a pronoun's place; behind a topic; a thing's own (…的水温是多少); behind the question before.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A full question and how it was made.

    Attributes:
        alike: How much what was put in is like what it took the place of, 0 to 1; 1 where nothing was exchanged.
    """

    text: str
    kind: Kind
    alike: float = 1.0
