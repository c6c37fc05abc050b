"""Text broken at a fixed width, as in e-mail: which lines go on in the next one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .lines import Line, ends_sentence, width

_NARROWEST, _WIDEST = 30, 120
_FIRST_WORD = re.compile(r"[!-~]+|.[，。、；：？！”’」』）】》]*")


def wrap_width(text: str, lines: Sequence[Line]) -> int | None:
    """The width in columns at which the file's lines were broken, or None where a line is a paragraph.

    A file counts as hard-wrapped when, of the lines that another follows without a blank line or an indent, six in ten
    reach its usual full width and six in ten stop before a sentence does.
    """
    followed = [a for a, b in pairwise(lines) if not a.blank and not b.blank and b.indent <= a.indent]
    if len(followed) < 3:
        return None
    widths = sorted(_columns(text, line) for line in followed)
    full = widths[int(len(widths) * 0.9) - (len(widths) < 10)]
    if not _NARROWEST <= full <= _WIDEST:
        return None
    reach = sum(w >= full * 0.85 for w in widths) / len(widths)
    open_ = sum(not ends_sentence(text[line.start : line.end]) for line in followed) / len(followed)
    return full if reach >= 0.6 and open_ >= 0.6 else None


def set_width(text: str, lines: Sequence[Line]) -> int | None:
    """The width in columns of a page's text, where every line is known to be set and none is a paragraph of its own.

    Nine in ten of the lines that another follows are at most this wide. None where all are short, as on slides.
    """
    widths = sorted(_columns(text, a) for a, b in pairwise(lines) if not a.blank and not b.blank)
    full = widths[int(len(widths) * 0.9)] if widths else 0
    return full if full >= _NARROWEST else None


def goes_on(text: str, line: Line, following: Line, full: int) -> bool:
    """Whether a line of a hard-wrapped file was broken off only because the next word didn't fit.

    A line that stops well short of the full width, or short of it at a sentence's end, closes its paragraph.
    """
    if following.blank or following.indent > line.indent + 1:
        return False
    columns = _columns(text, line)
    word = _FIRST_WORD.match(text, following.start, following.end)
    if columns + width(word.group() if word else "") >= full - 1:
        return True
    return columns >= full * 0.7 and not ends_sentence(text[line.start : line.end])


def _columns(text: str, line: Line) -> int:
    return line.indent + width(text[line.start : line.end])
