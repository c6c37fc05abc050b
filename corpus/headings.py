"""Numbered headings of Chinese documents (第一章 一、 （一） 1. 1.1) and how deep each stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .lines import Line, ends_sentence, width

_NUM = "[〇零一二三四五六七八九十百千两0-9０-９]+"
_KINDS = {
    "part": re.compile(rf"第{_NUM}(?:编|編|篇|卷|部分|部份)(?=\s|$|[^，。的])|(?:PART|Part|BOOK|Book) [IVXLC\d]+\b"),
    "chapter": re.compile(rf"第{_NUM}(?:章|回|讲|講)(?=\s|$|[^，。的])|(?:CHAPTER|Chapter) [IVXLC\d]+\b"),
    "section": re.compile(rf"第{_NUM}(?:节|節)(?=\s|$|[^，。的])|(?:SECTION|Section) [IVXLC\d]+\b"),
    "han": re.compile(r"[一二三四五六七八九十]{1,3}[、．]\s*(?=\S)"),
    "han_bracket": re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s*(?=\S)"),
    "decimal3": re.compile(r"\d{1,2}[.．]\d{1,2}[.．](\d{1,2})[.．、]?\s*(?=[^\d.．、，,%％])"),
    "decimal2": re.compile(r"\d{1,2}[.．](\d{1,2})[.．、]?\s+(?=\D)|\d{1,2}[.．](\d{1,2})(?=[\u4e00-\u9fff])"),
    "digit": re.compile(r"(\d{1,2})(?:[.．、]\s*(?=[^\d\s.．])|[.．]?[ \u3000]+(?=[\u4e00-\u9fffA-Z]))"),
    "digit_bracket": re.compile(r"[（(](\d{1,2})[）)]\s*(?=\S)|(\d{1,2})[）)]\s*(?=\S)"),
}
_BARE = re.compile(
    r"(?:前\s*言|引\s*言|序\s*言|导\s*言|摘\s*要|结\s*论|結\s*論|结\s*语|結\s*語|后\s*记|後\s*記|致\s*谢|总\s*则|總\s*則|附\s*则|附\s*則|参考文献"
    r"|附录\s*[A-Z\d一二三四五六七八九十]*|(?:附录|附錄)\s*[A-Z\d一二三四五六七八九十]{1,3}[\s:：、.．]\s*[^，。；]{2,24}|Abstract|Introduction|Conclusions?|References|Acknowledge?ments|Appendix [A-Z\d](?:[\s:.]+[^,.;]{2,60})?)"
)
ARTICLE = re.compile(rf"第{_NUM}(?:条|條)(?:之[一二三四五六七八九十])?(?=[\s\u3000、:：．.【]|$)")
CONTENTS = re.compile("目录|目次|目錄|contents", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[.…·⋯\s]{2,}\d*$|(?<=\D)\d+$")
_NOT_AT_END = "，、：,:"
_WIDEST = 84
BULLET = re.compile(r"[-*+•·●○◆■□▪–]\s+(?=\S)|[①-⑳❶-❿]|[●◆■▪•](?=\S)")


def numbering(line: str) -> str | None:
    """The kind of number that a line begins with, if any."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.match(line)), None)


def is_bare(line: str) -> bool:
    """Whether a line is a heading by its words alone: 前言, 附则, 附录A 常见故障."""
    return bool(_BARE.fullmatch(line))


def heading_lines(text: str, lines: Sequence[Line]) -> dict[int, str]:
    """Which lines are headings: the line's index and its kind of numbering.

    A heading is a short line that stops without a sentence's end. Numbered lines of one kind that follow each other
    with nothing between are a list or a table of contents; ``1.`` and its like must also count up from 1.
    """
    filled = [index for index, line in enumerate(lines) if not line.blank]
    strings = [text[lines[index].start : lines[index].end] for index in filled]
    kinds = [numbering(string) for string in strings]
    listed = _contents(strings, kinds)
    found = {filled[place]: "article" for place in _articles(strings)}
    count: dict[str, int] = {}
    for place, (index, string, kind) in enumerate(zip(filled, strings, kinds, strict=True)):
        if place + 1 == len(filled) or place in listed or index in found:
            continue
        if kind is None:
            if is_bare(string):
                found[index] = "bare"
            continue
        beside = {kinds[other] for other in (place - 1, place + 1) if other >= 0 and other not in listed}
        number = _number(kind, string)
        counts_up = number is None or number in {0, 1, count.get(kind, 0) + 1}
        if kind not in beside and counts_up and _short(string):
            count[kind] = number or 0
            found[index] = kind
    return found


def _articles(strings: Sequence[str]) -> list[int]:
    """Articles (第三条　租金) that are headings, as in contracts: nearly all of them stop without a sentence's end.

    Most laws' articles are sentences, and paragraphs.
    """
    places = [place for place, string in enumerate(strings) if ARTICLE.match(string)]
    last = len(strings) - 1
    heads = [at for at in places if at < last and at + 1 not in places and _short(strings[at])]
    return heads if len(heads) > 1 and len(heads) >= 0.8 * len(places) else []


def entry(line: str) -> str:
    """A line as an entry of a table of contents and its heading have it in common: no white space, no page number."""
    return _PAGE_NUMBER.sub("", "".join(line[:120].split()))


def _contents(strings: Sequence[str], kinds: Sequence[str | None]) -> set[int]:
    """The lines of a table of contents: numbered lines that come again further down, after 目录 or another of them."""
    keys = [entry(string) for string in strings]
    last = {key: place for place, key in enumerate(keys)}
    found: set[int] = set()
    for place, key in enumerate(keys[:-1]):
        again = place and last[key] > place and (kinds[place] or is_bare(strings[place]))
        if again and (place - 1 in found or CONTENTS.fullmatch(keys[place - 1]) or last[keys[place + 1]] > place + 1):
            found.add(place)
    return found


def _short(string: str) -> bool:
    return width(string) <= _WIDEST and not ends_sentence(string) and string[-1] not in _NOT_AT_END


def _number(kind: str, string: str) -> int | None:
    match = _KINDS[kind].match(string)
    number = next((group for group in match.groups() if group), None) if match else None
    return int(number) if number else None


@dataclass(slots=True)
class Levels:
    """Levels by order of appearance: a kind not yet open goes one deeper, an open one closes those below it."""

    open: list[str] = field(default_factory=list)

    def enter(self, kind: str) -> int:
        """The level (from 1) of a heading of this kind that comes next."""
        if kind == "bare" or self.open == ["bare"]:
            self.open.clear()
        elif kind in self.open:
            del self.open[self.open.index(kind) :]
        elif kind in _RANK:
            while self.open and _RANK.get(self.open[-1], 9) > _RANK[kind]:
                self.open.pop()
        self.open.append(kind)
        return len(self.open)


# 编 stands above 章 and 章 above 节 even where the document begins with the lower one; 前言 ends with what comes next.
_RANK = {"part": 1, "chapter": 2, "section": 3, "article": 4}
