"""Lines of a text with their offsets, and how wide they stand in a terminal."""

import re
from dataclasses import dataclass
from unicodedata import east_asian_width

_LINE = re.compile("([^\r\n\f\x85\u2028\u2029]*)(\r\n|[\r\n\f\x85\u2028\u2029]|$)")
_BLANK = " \t\u3000\u00a0\u200b\ufeff\u2002\u2003\u2009\v"
_SENTENCE_END = "。！？；…!?;｡"
_CLOSERS = "”’」』）】》〉〕)]\"'"


@dataclass(frozen=True, slots=True)
class Line:
    """A line's text without indent and trailing space is ``text[start:end]``; ``indent`` is in columns."""

    start: int
    end: int
    indent: int

    @property
    def blank(self) -> bool:
        """Whether it holds nothing but white space."""
        return self.start == self.end


def split_lines(text: str) -> list[Line]:
    """The lines of a text: CRLF, CR, LF, form feed, NEL and the two Unicode separators end one."""
    lines: list[Line] = []
    for match in _LINE.finditer(text):
        raw, start = match.group(1), match.start()
        if not match.group() and lines:
            break
        body = raw.lstrip(_BLANK)
        indent = len(raw) - len(body)
        end = start + indent + len(body.rstrip(_BLANK))
        lines.append(Line(start + indent, end, _indent(raw[:indent])))
    return lines


def width(text: str) -> int:
    """Columns: two for a wide, full-width or ambiguous character (quotes and dashes stand wide in Chinese), else one."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def ends_sentence(text: str) -> bool:
    """Whether a line stops where a sentence does, closing quotes and brackets aside."""
    bare = text.rstrip(_CLOSERS) or text
    return bare[-1:] in _SENTENCE_END or (bare.endswith(".") and not bare[:-1].isdigit())


def one_line(text: str) -> str:
    """A heading's or a title's text on one line, runs of white space as one space."""
    return " ".join(text.split())


def _indent(space: str) -> int:
    return sum(4 if char == "\t" else 2 if char == "\u3000" else 0 if char in "\u200b\ufeff" else 1 for char in space)
