"""Questions to begin with, made from a document's own headings and paragraphs."""

import regex

from ..corpus.types import Document

_NUMBERING = regex.compile(r"^(?:第[\p{Han}\d]+[章节条部分]+|[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?)\s*")
_QUOTED = regex.compile(r"“([^”]{2,12})”")


def example_questions(document: Document, n: int) -> list[str]:
    """At most ``n``: about terms that the text puts in quotation marks, then about its parts, then the whole."""
    found: list[str] = []
    sections = document.sections or ()
    starts = [section.end for section in sections] or [0]
    for start, end in zip(starts, [*starts[1:], len(document.text)], strict=True):
        for match in _QUOTED.finditer(document.text, start, end):
            question = f"“{match[1]}”指什么？"
            if question not in found:
                found.append(question)
                break
    found = found[: max(n - 1, 1)]
    for section in sections:
        title = _NUMBERING.sub("", section.title)
        if len(found) < n - 1 and title:
            found.append(f"关于“{title[:30]}”，文中怎么说？")
    return [*found[: n - 1], "这篇文章主要讲什么？"][:n]
