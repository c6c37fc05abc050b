"""A reply taken apart into sentences and the markers that belong to each."""

from dataclasses import dataclass, replace

import regex

from ...corpus.sentences import sentences

LONGEST = 400
"""Characters of a sentence that is checked as one; a longer one is cut."""
MOST_MARKERS = 99
"""A greater number in brackets is a year or a quantity."""

_KIND = r"(?:来源|文档|文件|段落|片段|资料|材料|引用|参考|出处|source|passage|doc|document|ref)?"
_ONE = r"\d{1,2}"
# [1], [1,2], [1-3], 【1】, 〔1〕, ［1］, [^1], [来源1]. Not (1), which numbers a list, and not ¹, which may be a power.
_MARKER = regex.compile(
    rf"[ \t\u3000]{{0,3}}(?:[\[［【〔][ \t]{{0,3}}\^?{_KIND}[ \t]{{0,3}}:?(?P<n>{_ONE}(?:[ \t]{{0,3}}[,，、;；\-–~][ \t]{{0,3}}{_ONE}){{0,20}})"
    r"[ \t]{0,3}[\]］】〕])(?!\([^()\n]{1,200}\))",
    regex.IGNORECASE,
)
_BULLET = regex.compile(
    r"[ \t\u3000]*(?:[-*+•·●▪■◆>#]+[ \t]+|#{1,6}[ \t]*|\d{1,2}[.、)）](?!\d)[ \t]*|[（(][\d一二三四五六七八九十]{1,3}[)）][ \t]*|[①-⑳][ \t]*)+"
)
_EMPHASIS = regex.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of a reply.

    Attributes:
        text: As it was written, without its markers.
        markers: The numbers that follow it, in order, without repeats.
        claim: The text without bullets and Markdown's marks, which is what is checked.
    """

    text: str
    markers: tuple[int, ...]
    claim: str


def split_reply(reply: str) -> list[Stated]:
    """The sentences of a reply in order.

    A line break ends a sentence, since lists and headings have no other end; ； ends none, and a marker before a comma
    does, so that each part of 甲[1]，乙[2]。 keeps its own. A marker belongs to the sentence that it follows; one that
    opens a line, to the sentence that it stands before, and one alone on a line, to the sentence above.
    """
    found: list[Stated] = []
    for line in regex.split(r"[\r\n\x85\u2028\u2029]+", reply):
        bare, marks = _without_markers(line)
        if not bare.strip() and marks and found:
            numbers = [n for _, given in marks for n in given]
            found[-1] = replace(found[-1], markers=tuple(dict.fromkeys([*found[-1].markers, *numbers])))
        else:
            found += _of_line(bare, marks)
    return found


def _of_line(bare: str, marks: list[tuple[int, list[int]]]) -> list[Stated]:
    bullet = _BULLET.match(bare)
    first = bullet.end() if bullet else 0
    spans = _spans(bare, first, [place for place, _ in marks])
    if not spans:
        return [Stated(bare.strip(), tuple(n for _, ns in marks for n in ns), "")] if bare.strip() else []
    owned: list[list[int]] = [[] for _ in spans]
    for place, numbers in marks:
        before = [n for n, (start, _) in enumerate(spans) if start < place]
        owned[before[-1] if before else 0] += numbers
    texts = [bare[start:end] for start, end in spans]
    texts[0] = (bare[:first] + texts[0]).strip()
    return [
        Stated(text.strip(), tuple(dict.fromkeys(numbers)), _EMPHASIS.sub("", bare[start:end]).strip())
        for text, numbers, (start, end) in zip(texts, owned, spans, strict=True)
    ]


def _spans(bare: str, first: int, marks: list[int]) -> list[tuple[int, int]]:
    """The sentences: ；ends one, and a comma does, only where a marker stands at it."""
    cuts = [(s.start, s.end) for s in sentences(bare, first)]
    whole: list[tuple[int, int]] = []
    for start, end in cuts:
        if whole and bare[whole[-1][1] - 1] in "；;" and not any(whole[-1][1] - 1 <= m <= start for m in marks):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    parts: list[tuple[int, int]] = []
    for start, end in whole:
        for mark in marks:
            if start < mark < end - 1 and bare[mark] in "，,；;":
                parts.append((start, mark + 1))
                start = mark + 1
        parts.append((start, end))
    return [(at, min(at + LONGEST, end)) for start, end in parts for at in range(start, end, LONGEST)]


def _without_markers(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """The line without markers, and where in it each stood."""
    pieces, marks, place, length = [], [], 0, 0
    for match in _MARKER.finditer(line):
        numbers = _numbers(match["n"])
        if not numbers:
            continue
        pieces.append(line[place : match.start()])
        length += match.start() - place
        marks.append((length, numbers))
        place = match.end()
    return "".join([*pieces, line[place:]]), marks


def _numbers(text: str) -> list[int]:
    """1,3 and 1-3; none where a number is 0 or a range runs backwards."""
    numbers: list[int] = []
    for part in regex.split(r"[,，、;；]", text):
        ends = [int(n) for n in regex.split(r"[-–~]", part)]
        if len(ends) > 2 or not 0 < ends[0] <= ends[-1]:
            return []
        numbers += range(ends[0], ends[-1] + 1)
    return numbers
