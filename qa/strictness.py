"""How readily the documents are said to be silent."""

from typing import Literal, get_args

from ..corpus.errors import QuestionError

Strictness = Literal["strict", "balanced", "open"]
"""``strict`` refuses most, ``open`` least; what each gives is measured in the README."""
STRICTNESS: tuple[Strictness, ...] = get_args(Strictness)


def check_strictness(value: str) -> Strictness:
    """The value, if it is one.

    Raises:
        QuestionError: It is none.
    """
    for known in STRICTNESS:
        if value == known:
            return known
    raise QuestionError(
        f"没有“{value}”这种严格程度；请用 strict、balanced 或 open（YINWEN_STRICTNESS 或 --strictness）。",
        f"There is no strictness {value}; use strict, balanced or open (YINWEN_STRICTNESS or --strictness).",
    )
