"""The markers of a reply: models write [1], [1, 2], 【3】, [1-3] or [来源4]; from here on each is 〔n〕."""

from collections.abc import Iterator

import regex

MARKER = regex.compile(r"〔(\d+)〕")
_ITEM = r"\d{1,3}(?:\s*[-–—~～]\s*\d{1,3})?"
_KIND = r"(?:来源|文档|文件|段落|段|片段|资料|材料|引用|参考|出处|sources?|passages?|documents?|docs?|refs?)"
_WRITTEN = regex.compile(
    rf"[\[［【〔]\s*(?:\^|{_KIND}\s*:?)?\s*(?P<items>{_ITEM}(?:\s*[,，、;；]\s*\^?{_ITEM})*)\s*[\]］】〕](?!\()",
    regex.IGNORECASE,
)
_MOST = 20  # passages that one range may name; more is none


def canonical(reply: str) -> str:
    """The reply with every marker as 〔n〕."""
    return _WRITTEN.sub(lambda found: "".join(f"〔{n}〕" for n in _numbers(found["items"])), reply)


def cited(reply: str, passages: int) -> list[int]:
    """The passages that a canonical reply cites and that there are, from 1, in order of appearance."""
    return [n for n in dict.fromkeys(map(int, MARKER.findall(reply))) if 1 <= n <= passages]


def existing(reply: str, passages: int) -> str:
    """A canonical reply without the markers of passages that there are not."""
    return MARKER.sub(lambda match: match[0] if 1 <= int(match[1]) <= passages else "", reply)


def _numbers(items: str) -> Iterator[int]:
    for item in regex.split(r"[,，、;；]", items):
        first, *last = (int(n) for n in regex.findall(r"\d+", item))
        end = last[0] if last else first
        yield from range(first, end + 1) if first <= end < first + _MOST else (first, end)
