"""Headings without a number: short lines that stand apart over running text."""

import re
from collections.abc import Collection, Sequence

from .headings import ARTICLE, BULLET, numbering
from .imprint import is_imprint
from .lines import Line, ends_sentence, width
from .titles import is_byline

_WIDEST = 48
_BODY = 60
_INSIDE = re.compile(
    r"[。；;！!]|[，,、].*[，,、]|[：:]|\t|\s{3,}|^[“\"'（(【\[<].*[”\"'）)】\]>]$|https?:|[|＿_]{2,}|[{}<>=$#`\\\\@]|//|[Cc]opyright|©"
)
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[^\W\d_]{3}")
# English: a line that was broken off ends with one of these, a heading does not.
_WORDS_MOST = 7
_OPEN_END = re.compile(
    r"^[^A-Z]|\b(?:a|an|the|of|on|in|at|to|by|for|from|with|and|or|as|is|are|be|under|like|that|which|own|your|its)$"
)
# 敬礼, 附件, 完 and figures stand alone too, and head nothing.
_NO_HEADING = re.compile(
    r"(?:此致|敬礼|附件?\d*|待续|未完待续|全文完|完|谢谢.*|图\s*\d*.*|表\s*\d+.*|.*[摄攝]|[\W\d_年月日时分秒]+)"
)


def subheading_lines(text: str, lines: Sequence[Line], joined: Collection[int], first: int) -> list[int]:
    """Indices of the lines that are headings by their place alone, from the line ``first`` on.

    Each is short, ends like no sentence, and is followed by running text. In a text with blank lines one stands over
    each of them; without, each follows running text. One alone may be anything: two or more that are set alike count.
    Read in 3,000 news items, 1,540 laws and 72 news pages: 44 of them get 150 such headings, all of which are headings.

    Args:
        text: The document.
        lines: Its lines.
        joined: Indices of the lines that go on in the next one.
        first: Index of the first line after the title.
    """
    filled = [index for index in range(first, len(lines)) if not lines[index].blank]
    body = [_running(text, lines, filled, place, joined) for place in range(len(filled))]
    spaced = any(lines[index].blank for index in range(filled[0], filled[-1])) if filled else False
    found = []
    for place, index in enumerate(filled[:-1]):
        above = lines[filled[place - 1]]
        apart = place == 0 or (lines[index - 1].blank if spaced else ends_sentence(text[above.start : above.end]))
        going_on = index in joined or (place > 0 and filled[place - 1] in joined)
        if apart and not going_on and body[place + 1] and _like_heading(text, lines[index]):
            found.append(index)
    return found if len(found) > 1 else []


def _running(text: str, lines: Sequence[Line], filled: Sequence[int], place: int, joined: Collection[int]) -> bool:
    """Whether running text begins at this line: a sentence that ends, or more than a line's worth."""
    line = lines[filled[place]]
    string = text[line.start : line.end]
    if filled[place] in joined:
        return True
    return (
        width(string) > _BODY or bool(ARTICLE.match(string)) or (ends_sentence(string) and width(string) > _BODY // 2)
    )


def _like_heading(text: str, line: Line) -> bool:
    string = text[line.start : line.end]
    if width(string) > _WIDEST or BULLET.match(string) or numbering(string):
        return False
    ending = string.rstrip("”’」』》\"'")[-1:]
    if (ends_sentence(string) and ending not in "？?") or ending in "，、：,:":
        return False
    if _INSIDE.search(string) or _NO_HEADING.fullmatch(string) or not _WORDS.search(string):
        return False
    if not re.search("[\u4e00-\u9fff]", string) and (len(string.split()) > _WORDS_MOST or _OPEN_END.search(string)):
        return False
    return not (is_byline(string) or is_imprint(string))
