"""Which entries the fast encoder has a vector for: characters, words of jieba up to four characters, English words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import regex

from ..ngrams import LONGEST

LEAST = 2
"""Texts that a character must stand in."""
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_LATIN = regex.compile(r"\p{Latin}+")


def is_entry(text: str) -> bool:
    """Letters and digits alone, up to :data:`~yinwen.index.ngrams.LONGEST` of them; a word in Latin letters of any length."""
    return bool(_WORD.fullmatch(text)) and (len(text) <= LONGEST or bool(_LATIN.fullmatch(text)))


def count_entries(texts: Iterable[str], words: Callable[[str], Sequence[str]]) -> Counter[str]:
    """In how many texts each character and each word stands.

    Args:
        texts: Normalised.
        words: Cuts one into words.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        latin = _LATIN.sub(" ", text)
        counts.update({entry for entry in {*words(text), *latin} if is_entry(entry)})
    return counts


def choose_entries(counts: Counter[str], size: int, english: Sequence[str] = ()) -> list[str]:
    """``size`` entries at most: characters first, then English words, then what stands in the most texts.

    Args:
        counts: From :func:`count_entries`.
        size: How many.
        english: Words that are wanted however rare they are in the texts.
    """
    ranked = sorted((entry for entry, count in counts.items() if count >= LEAST), key=lambda e: (-counts[e], e))
    wanted = [
        *(entry for entry in ranked if len(entry) == 1),
        *(entry for entry in map(str.lower, english) if _LATIN.fullmatch(entry)),
        *ranked,
    ]
    return sorted(list(dict.fromkeys(wanted))[:size])
