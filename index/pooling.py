"""Which pieces of an encoded passage belong to which of its sentences."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


def sentence_of_pieces(offsets: Sequence[tuple[int, int]], lengths: Sequence[int], before: int) -> list[int]:
    """By piece, the number of the sentence that its middle lies in; -1 for the prompt's and special pieces.

    The middle, because a piece may reach over the end of a sentence (。” is one piece). What lies beyond the last
    sentence, which only rounding could bring about, counts to the last.

    Args:
        offsets: By piece, ``(start, end)`` in prompt + sentences joined; empty for special pieces.
        lengths: Of the sentences, in characters.
        before: Length of the prompt.
    """
    ends = list(accumulate(lengths, initial=before))[1:]
    found = []
    for start, stop in offsets:
        middle = (start + stop) / 2
        special = stop <= start or middle < before
        # Right of equal ends: a sentence without characters has no piece.
        found.append(-1 if special else min(bisect_right(ends, middle), len(ends) - 1))
    return found
