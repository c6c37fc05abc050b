"""What headings call themselves, and which of them a name means."""

from collections.abc import Sequence

import regex

from ..corpus.normalize import normalize
from ..corpus.numerals import NUMERAL, numeral
from ..corpus.types import Section
from .places import Step

_CALLED = regex.compile(
    rf"(?:第(?P<n>{NUMERAL})(?P<unit>[编編篇卷章节節条條]|部[分份])|[（(]?(?P<plain>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?:[）)]|[、.．](?!\d)|(?=[\s\u3000]))"
    r"|(?P<english>part|chapter|section|article)\s+(?P<number>[IVX]+|\d+)\b)",
    regex.IGNORECASE,
)
_UNIT = {"編": "编", "篇": "编", "卷": "编", "節": "节", "條": "条", "部份": "部分"}
_UNIT |= {"part": "部分", "chapter": "章", "section": "节", "article": "条"}
_DECIMAL = regex.compile(r"\d{1,2}(?:[.．]\d{1,2})+")
_NUMBERING = regex.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节条部分篇编]+|附录\s*[A-Z\d一二三四五六七八九十]{1,2}(?=\s)|\d{1,2}(?:[.．]\d{1,2})+[.．、]?(?=[\s\u3000]|\p{Han})(?!\s*(?:[毫厘分]?米|公里|千米|英?寸|吨|公?斤|克|倍|万|亿|元|度|小时|天|版))"
    r"|[（(]?[一二三四五六七八九十\d]+(?:[）)]|[、.．](?!\d)|(?=[\s\u3000])))[\s\u3000、.．:：]*"
)
_MARKS = regex.compile(r"[，,：:;；、\s\u3000—]+")
# 讨论与结论 may be called 结论; the two halves of a longer heading are no names.
_PAIR = regex.compile(r"(\p{Han}{2,4})[与和及](\p{Han}{2,4})")
_ROMAN = {"I": 1, "V": 5, "X": 10}


def bare_heading(title: str) -> str:
    """A heading without its number: 坚持系统观念 of 二、坚持系统观念."""
    return _NUMBERING.sub("", title).strip()


def called(title: str) -> tuple[int, str]:
    """What number a heading gives itself and what it calls itself: (2, 章) of 第二章　服务, (3, "") of 三、结论."""
    match = _CALLED.match(title)
    if match is None or _DECIMAL.match(title):
        return 0, ""
    if match["n"]:
        return numeral(match["n"]), _UNIT.get(match["unit"], match["unit"])
    if match["plain"]:
        return numeral(match["plain"]), ""
    number = match["number"].upper()
    return (int(number) if number.isdecimal() else _roman(number)), _UNIT[match["english"].casefold()]


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def has_number(title: str) -> bool:
    """Whether a heading begins with a number of several steps, as 2.1."""
    return _DECIMAL.match(title) is not None


def has_label(text: str, label: str) -> bool:
    """Whether a heading or paragraph begins with this number: 2.1, and not 2.10."""
    found = _DECIMAL.match(normalize(text[:24]).strip())
    return found is not None and found.group() == label


def by_heading(sections: Sequence[Section], step: Step) -> list[Section]:
    """The heading of that name, or that is called so for short; loosely, the shortest one that holds the name."""
    ranked = [(fit, len(s.title), s) for s in sections if (fit := fits(s.title, step)) is not None]
    return [min(ranked, key=lambda found: found[:2])[2]] if ranked else []


def fits(title: str, step: Step) -> int | None:
    """How well a heading fits a name: 0 where it is the name, 1 for short, 2 where it holds it loosely; else None."""
    wanted, folded = _folded(step.name), _folded(title)
    if not wanted:
        return None
    if wanted in (folded, _folded(bare_heading(title))):
        return 0
    # 三、统筹发展和安全 of 三、统筹发展和安全，努力实现…
    names = _short_names(title)
    if wanted in names or (folded.startswith(wanted) and _folded(bare_heading(step.name)) in names):
        return 1
    return 2 if step.loose and len(wanted) > 1 and wanted in folded else None


def _short_names(title: str) -> set[str]:
    """What a heading may be called for short: either side of its marks; 附录 for 附录A 常见故障, 结论 for 讨论与结论."""
    first = _MARKS.split(title)[0]
    pair = _PAIR.fullmatch(bare_heading(title))
    return {
        _folded(name)
        for name in (
            *_MARKS.split(bare_heading(title)),
            first,
            regex.sub(r"[A-Z\d]+$", "", first),
            *(pair.groups() if pair else ()),
        )
    }


def _folded(text: str) -> str:
    return regex.sub(r"[\s“”\"'《》]+", "", normalize(text))
