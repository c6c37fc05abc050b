"""The title at the top of a plain text and the byline under it or at the end."""

import re
from collections.abc import Collection, Sequence

from .headings import BULLET, is_bare, numbering
from .imprint import is_imprint
from .lines import Line, ends_sentence, width

_WIDEST = 84
_ROLE = "作\\s*者|记\\s*者|記\\s*者|撰\\s*文|撰\\s*稿|通讯员|通訊員|文|图|圖|编\\s*辑|責任編輯|责任编辑|采\\s*写|執筆|执笔|供稿"
_BYLINE = re.compile(
    r"(?:本报|本刊|本网|特约|实习|新华社|人民网|中新社|本報|特約|中央社)*"
    rf"(?:(?!图[为系]|圖[為系])(?:{_ROLE})(?:[/／丨|｜:：]|[ \u3000]+|系|为|是|為|单位|單位).{{1,50}}"
    r"|(?:记者|記者)[\u4e00-\u9fff·]{2,8}(?:[/／ \u3000].{0,20}|报道|報導|报导|摄|攝))"
    rf"|[（(][\u4e00-\u9fff·]{{0,8}}?(?:{_ROLE})[^）)]{{0,60}}[）)]"
    r"|[Bb]y [A-Z][\w.'’-]*(?: [\w.'’-]+){0,5}"
)
# 李明¹ 王芳²: names alone say who wrote a paper where they are marked, or where the next line says of which institute.
_NAMES = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?P<mark>[¹²³⁴⁵*＊,，\d]*)(?:[\s、,，;；]+[\u4e00-\u9fff]{2,4}[¹²³⁴⁵*＊,，\d]*){0,7}"
)
_INSTITUTE = re.compile(
    r"[（(]?\s*[¹\d]?[.．、\s]*[\u4e00-\u9fff].{0,60}?(?:大学|学院|研究院|研究所|医院|中心|实验室|公司|局|系)"
)
_REMARK = re.compile(r"[（(].{11,}[）)]")
_FIELD = re.compile(
    r"(?:发件人|收件人|寄件者|抄送|主题|主旨|日期|时间|地点|来源|编号|问|答|From|To|Cc|Date|Sent|Subject)\s*[:：]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千两0-9]+条")


def title_lines(text: str, lines: Sequence[Line], headings: Collection[int], joined: Collection[int]) -> list[int]:
    """The indices of the title's lines, at most three, or none where the text begins at once.

    Args:
        text: The document.
        lines: Its lines.
        headings: Indices of the lines that are headings.
        joined: Indices of the lines that go on in the next one (hard-wrapped).
    """
    first = next((index for index, line in enumerate(lines) if not line.blank), len(lines))
    found: list[int] = []
    for index in range(first, min(first + 3, len(lines))):
        line = lines[index]
        string = text[line.start : line.end]
        if line.blank or index in headings or index in joined or is_byline(string) or not _like_title(string):
            break
        if len(found) == 2 and not string.startswith(("——", "—")):
            break
        if found and _REMARK.fullmatch(string):
            break
        if found and line.indent > lines[first].indent and not string.startswith(("——", "—")) and _body(string):
            break
        found.append(index)
    while found and not _set_off(text, lines, found[0], found[-1] + 1, headings):
        found.pop()
    return found


def is_byline(string: str) -> bool:
    """Whether a line names who wrote the text."""
    return width(string) <= 100 and bool(_BYLINE.fullmatch(string)) and string[-1] not in "。！？"


def byline(text: str, lines: Sequence[Line], after_title: int, *, titled: bool = False) -> Line | None:
    """The byline: within the three lines under the title, else the last line or the one before it.

    Args:
        text: The document.
        lines: Its lines, with the title's or without.
        after_title: Index of the first line after the title.
        titled: Whether there is a title above, whose lines are not among these.
    """
    filled = [line for line in lines[after_title:] if not line.blank]
    top = filled[:3] if after_title else filled[:2]
    for line in [*top, *reversed(filled[-2:])]:
        if is_byline(text[line.start : line.end]):
            return line
    return _names(text, top[:2]) if after_title or titled else None


def _names(text: str, top: Sequence[Line]) -> Line | None:
    """Under the title, a line of nothing but names with the marks of a paper's authors."""
    names = _NAMES.fullmatch(text, top[0].start, top[0].end) if top else None
    if not names:
        return None
    told = len(top) > 1 and _INSTITUTE.match(text, top[1].start, top[1].end)
    return top[0] if names["mark"].strip(",，") or told else None


def _like_title(string: str) -> bool:
    if width(string) > _WIDEST or _FIELD.match(string) or _ARTICLE.match(string) or numbering(string):
        return False
    if is_bare(string) or is_imprint(string) or BULLET.match(string) or not any(char.isalnum() for char in string):
        return False
    ending = string.rstrip("”’」』》\"'")[-1:]
    asks = ending in "？?！!" and width(string) <= 60
    return asks or not (ends_sentence(string) or ending in "，、：,:")


def _body(string: str) -> bool:
    return width(string) > 60 or ends_sentence(string)


def _set_off(text: str, lines: Sequence[Line], first: int, following: int, headings: Collection[int]) -> bool:
    """Whether the lines before ``following`` stand apart from it, as a title does from the text."""
    rest = [index for index in range(following, len(lines)) if not lines[index].blank]
    if not rest:
        return False
    if rest[0] > following:
        return True
    line, above = lines[following], lines[following - 1]
    string = text[line.start : line.end]
    if following in headings or is_byline(string) or is_imprint(string) or line.indent != above.indent:
        return True
    return following == first + 1 and (width(string) > 2 * width(text[above.start : above.end]) and _body(string))
