"""How much a text looks like Chinese: the log-likelihood of its characters under a model of six classes."""

import re
from collections import Counter
from functools import cache

from .frequent import FREQUENT

HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd]")
_SYMBOLS = frozenset("①②③④⑤⑥⑦⑧⑨⑩→★●◆■※〇℃×÷±‰￥§№〔〕–﹁﹂﹃﹄︰●○")

# Natural logarithms of the chance of one character: one of the frequent (73 % of running text on about 650 characters),
# ASCII, another common hanzi (25 % on 7,000), a rare one, what hardly stands in Chinese text, what never does.
_FREQUENT, _ASCII, _COMMON, _RARE, _STRANGE, _NEVER = -6.8, -4.5, -10.3, -13.8, -15.0, -20.0


def likelihood(text: str) -> tuple[float, float]:
    """The natural logarithm of a text's chance, and its mean over the characters that aren't ASCII.

    ASCII is the same in nearly every encoding, so the mean leaves it out; line ends count nothing in the sum.
    """
    ascii_sum = wide_sum = 0.0
    wide = 0
    for char, count in Counter(text).items():
        if not char.isascii():
            wide += count
            wide_sum += _weight(char) * count
        elif char not in "\r\n":
            ascii_sum += _ASCII * count
    return ascii_sum + wide_sum, wide_sum / wide if wide else _ASCII


def mean_likelihood(text: str) -> float:
    """The mean of ``likelihood``."""
    return likelihood(text)[1]


def common(char: str) -> bool:
    """Whether a character is among those that everyday Chinese is written with."""
    return char in FREQUENT or char in _first_rank()


@cache
def _first_rank() -> frozenset[str]:
    """The hanzi of first rank in GB 2312 (3,755) and Big5 (5,401), and the full-width forms."""
    cells = range(0xA1, 0xFF)
    gb = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in cells)
    big5 = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *cells))
    simplified = b"".join(code for code in gb if code <= b"\xd7\xf9").decode("gb2312")
    traditional = b"".join(code for code in big5 if code <= b"\xc6\x7e").decode("big5")
    return frozenset(simplified + traditional + "".join(map(chr, range(0xFF01, 0xFF5F))))


@cache
def _weight(char: str) -> float:
    if char in FREQUENT:
        return _FREQUENT
    if common(char):
        return _COMMON
    if HANZI.match(char) or char in _SYMBOLS:
        return _RARE
    return _NEVER if "\ue000" <= char <= "\uf8ff" or not char.isprintable() else _STRANGE
