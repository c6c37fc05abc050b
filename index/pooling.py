"""Which pieces of an encoded passage belong to which of its sentences."""

from collections.abc import Sequence


def sentence_of_pieces(offsets: Sequence[tuple[int, int]], lengths: Sequence[int], before: int) -> list[int]:
    """By piece, the number of the sentence that its middle lies in; -1 for the prompt's and special pieces.

    Args:
        offsets: By piece, ``(start, end)`` in prompt + sentences joined; empty for special pieces.
        lengths: Of the sentences, in characters.
        before: Length of the prompt.
    """
    found = []
    sentence, end = 0, before + (lengths[0] if lengths else 0)
    for start, stop in offsets:
        middle = (start + stop) / 2
        if stop <= start or middle < before:
            found.append(-1)
            continue
        while sentence < len(lengths) - 1 and middle >= end:
            sentence += 1
            end += lengths[sentence]
        found.append(sentence)
    return found
