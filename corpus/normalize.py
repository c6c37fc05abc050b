"""Search text: one writing for 繁體 and 简体, full width and half width, with a way back to the original's characters."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from unicodedata import category
from unicodedata import normalize as unicode_normalize

if TYPE_CHECKING:
    from opencc import OpenCC
    from regex import Pattern

_MARKS: dict[str, str] = {
    **dict.fromkeys("“”„‟«»〝〞〟『』「」", '"'),
    **dict.fromkeys("‘’‚‛`´", "'"),
    **dict.fromkeys("‐‑‒–—―−⸺⸻─", "-"),
    **dict.fromkeys("‧•∙⋅・", "·"),
}
# What NFKC makes of the marks that stand in nearly every Chinese text.
_TABLE = str.maketrans({**dict(zip("，；：？！（）％～", ",;:?!()%~", strict=True)), **_MARKS})
_MARK_TABLE = str.maketrans(_MARKS)
_PLAIN_MARKS = "，。、；：？！“”‘’（）《》【】—％～·"
_ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef"
)
_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# Hanzi whose NFKC is the character itself, so that a text of them folds one to one.
_HANZI = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002f7ff\U00030000-\U0003fffd"
_PLAIN = re.compile(f"[!-~{_PLAIN_MARKS}{_HANZI}]+")
_ODD = re.compile(f"^ | $|  |[^ !-~{_PLAIN_MARKS}{_HANZI}]")
_INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]+")
_WIDE = re.compile(f"[\u2e80-\u30ff\uf900-\ufaff\uff01-\uff60“”‘’…—{_HANZI}]")
# NFKC sorts marks in quadratic time, so no more of them are taken at once.
_LONGEST_CLUSTER = 32
# Hanzi of GB 2312 that OpenCC's t2s changes, by themselves or in a word (藉口, 反覆, 毛坏, 沈默); all others of the 6,763
# are left as they are, so a text of them needs no conversion.
_CHANGEABLE = "乾菸薹拚捱摺吒後徵夥榘於袷麴醣麽藉瞭覆坏沈哩"


@dataclass(frozen=True, slots=True)
class Folded:
    """Search text and, for each of its characters, the half-open range of the original that it stands for.

    Attributes:
        text: The search text.
        starts: Where each character's original begins, never falling.
        ends: Where each character's original ends, never falling.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open range behind ``text[start:end]``.

        Raises:
            IndexError: The range isn't within the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is not within 0:{len(self.text)}")
        if start < end:
            return self.starts[start], self.ends[end - 1]
        place = self.starts[start] if start < len(self.text) else self.ends[-1] if self.text else 0
        return place, place

    def folded(self, start: int, end: int) -> tuple[int, int]:
        """The search text's half-open range that the original's ``start:end`` touches."""
        first = bisect_left(self.ends, start + 1)
        return first, max(first, bisect_left(self.starts, end))


def normalize(text: str) -> str:
    """The text as it is searched; ``fold`` says what is done.

    Args:
        text: Any text, a query or a passage.
    """
    if _ODD.search(text) is None:
        return _simplified(_one_to_one(text))
    return fold(text).text


def fold(text: str) -> Folded:
    """Write a text as it is searched, keeping the way back.

    Each grapheme cluster goes through NFKC and full case folding; quotes, dashes and middle dots get one form each;
    traditional characters become simplified (OpenCC t2s); zero-width characters go, runs of white space become one
    space, those at either end and line breaks between Chinese characters none.

    Args:
        text: Any text.
    """
    if _ODD.search(text) is None:
        return Folded(_simplified(_one_to_one(text)), range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    space: tuple[int, int] | None = None
    for start, end, piece, plain in _tokens(text):
        if not piece:
            continue
        if piece == " ":
            space = (space[0] if space else start, end)
            continue
        if space and pieces and not _wrapped(text, space, pieces[-1], start):
            pieces.append(" ")
            starts.append(space[0])
            ends.append(space[1])
        space = None
        pieces.append(piece)
        if plain:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    return Folded(_simplified("".join(pieces)), starts, ends)


def _one_to_one(text: str) -> str:
    return text.translate(_TABLE).lower()


def _tokens(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The text's stretches, what each becomes (white space one space), and whether that is one to one."""
    place = 0
    for match in _PLAIN.finditer(text):
        end = match.end()
        if end < len(text) and (category(text[end])[0] == "M" or text[end] == "\u200d"):
            end -= 1  # the last character is the base of what follows
        yield from _clusters(text, place, match.start())
        if match.start() < end:
            yield match.start(), end, _one_to_one(text[match.start() : end]), True
        place = end
    yield from _clusters(text, place, len(text))


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    for match in _grapheme().finditer(text, start, end):
        for first in range(match.start(), match.end(), _LONGEST_CLUSTER):
            last = min(first + _LONGEST_CLUSTER, match.end())
            yield first, last, _folded_cluster(text[first:last]), False


@cache
def _grapheme() -> "Pattern[str]":
    from regex import compile as compile_  # 20 ms, and most texts are plain

    return compile_(r"\X")


@lru_cache(maxsize=4096)
def _folded_cluster(cluster: str) -> str:
    bare = _INVISIBLE.sub("", cluster).translate(_MARK_TABLE)
    if bare and not bare.strip():
        return " "
    folded = unicode_normalize("NFKC", unicode_normalize("NFKC", bare).casefold()).translate(_MARK_TABLE)
    return _INVISIBLE.sub("", "".join(folded.split()))


def _wrapped(text: str, space: tuple[int, int], before: str, following: int) -> bool:
    """Whether white space is one line break between two Chinese characters, as in hard-wrapped text."""
    gap = text[slice(*space)].replace("\r\n", "\n")
    if sum(char in _BREAKS for char in gap) != 1:
        return False
    return bool(_WIDE.match(text, following) and _WIDE.match(_last_visible(text, space[0], before)))


def _last_visible(text: str, end: int, before: str) -> str:
    return next((char for char in reversed(text[max(end - 4, 0) : end]) if not _INVISIBLE.match(char)), before[-1])


def _simplified(text: str) -> str:
    """The text in simplified characters, one for one."""
    if _changeable().search(text) is None:
        return text
    converter = _opencc()
    whole: str = converter.convert(text)
    if len(whole) == len(text):
        return whole
    alone = {char: converter.convert(char) for char in set(text)}
    return "".join(alone[char] if len(alone[char]) == 1 else char for char in text)


@cache
def _opencc() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _changeable() -> re.Pattern[str]:
    """Hanzi that OpenCC might change: all but those of GB 2312, save the few."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    codes = b"".join(code for code in cells if not b"\xd7\xfa" <= code <= b"\xd7\xfe")
    kept = "".join(char for char in codes.decode("gb2312") if char not in _CHANGEABLE)
    return re.compile(f"(?![{kept}])[\u2e80-\u2fdf\uf900-\ufaff{_HANZI}]")
