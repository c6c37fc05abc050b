"""Where in a passage a clause is told: the one or two sentences that hold most of its words."""

from collections.abc import Sequence

from .parsed import Parsed, Token

_PARTLY = 0.5  # of a word all of whose characters stand there, though not together: 维修费 of 维修的费用


def told(words: Sequence[Token], text: str) -> float:
    """The share of the words, by weight, that stand in a text; 1 of no words."""
    total = sum(token.weight for token in words)
    return sum(token.weight * _held(token.word, text) for token in words) / total if total else 1.0


def _held(word: str, text: str) -> float:
    if word in text:
        return 1.0
    if word.isascii() or len(word) < 2:
        return 0.0
    return _PARTLY * sum(character in text for character in word) / len(word)


def best_window(words: Sequence[Token], passage: Parsed, most: int = 2) -> tuple[float, tuple[int, int]]:
    """The share told and where, of at most ``most`` sentences in a row; of equals the shorter, then the first.

    The headings above count for every window.
    """
    spans = passage.sentences or [(0, len(passage.text))]
    best, place = -1.0, spans[0]
    for size in range(1, most + 1):
        for n in range(len(spans) - size + 1):
            start, end = spans[n][0], spans[n + size - 1][1]
            share = told(words, passage.head + "\n" + passage.text[start:end])
            # A second sentence must bring something.
            if share > best + (0.05 if size > 1 else 1e-9):
                best, place = share, (start, end)
    return best, place
