"""An answer being written: text and citations that hold, by construction and by check."""

from collections.abc import Callable

import regex

from ..corpus.errors import DamagedError
from ..corpus.types import Document, Passage
from .types import Citation

# Between Han characters a line end is nothing; elsewhere it is a space.
_LINE_END = regex.compile(r"(?<=[\p{Han}\p{P}])[ \t\u3000]*[\r\n]+[ \t\u3000]*(?=[\p{Han}\p{P}])")
_SPACE = regex.compile(r"\s*[\r\n]+\s*")


class Draft:
    """Collects text and numbers its citations from 1.

    Args:
        document: Looks a document up by doc_id.
    """

    def __init__(self, document: Callable[[str], Document]) -> None:
        self._document = document
        self._parts: list[str] = []
        self.citations: list[Citation] = []

    def write(self, text: str) -> None:
        """Adds words of our own."""
        self._parts.append(text)

    def cite(self, passage: Passage, start: int, end: int) -> Citation:
        """A citation of ``document.text[start:end]``; the same place keeps its number."""
        for known in self.citations:
            if (known.passage.doc_id, known.start, known.end, known.field) == (passage.doc_id, start, end, None):
                return known
        quote = self._document(passage.doc_id).text[start:end]
        return self._add(Citation(len(self.citations) + 1, passage, start, end, quote))

    def cite_field(self, passage: Passage, name: str, value: str) -> Citation:
        """A citation of a document's own field that does not stand in its text."""
        return self._add(Citation(len(self.citations) + 1, passage, 0, len(value), value, field=name))

    def _add(self, citation: Citation) -> Citation:
        self.citations.append(citation)
        return citation

    def quote(self, citation: Citation, shown: str | None = None) -> None:
        """Writes a quote in quotation marks with its number."""
        self.write(f"“{flat(citation.quote) if shown is None else shown}”〔{citation.marker}〕")

    def mark(self) -> tuple[int, int]:
        """Where the draft stands, to go back to."""
        return len(self._parts), len(self.citations)

    def back_to(self, mark: tuple[int, int]) -> None:
        """Takes back what was written and cited since."""
        del self._parts[mark[0] :], self.citations[mark[1] :]

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)


def flat(quote: str) -> str:
    """A quote on one line: where hard-wrapped lines meet, the line end goes."""
    return _SPACE.sub(" ", _LINE_END.sub("", quote)) if "\n" in quote or "\r" in quote else quote


def verify(citations: list[Citation], document: Callable[[str], Document]) -> None:
    """The law of the house, checked before an answer leaves.

    Raises:
        DamagedError: A quote does not stand where its citation says; the stored text has changed under it.
    """
    for citation in citations:
        source = document(citation.passage.doc_id)
        held = source.title if citation.field == "title" else source.text[citation.start : citation.end]
        if held != citation.quote:
            raise DamagedError(
                f"引文与原文不符（{citation.passage.passage_id}）；请运行 yinwen verify 检查索引。",
                f"A quote does not match its source ({citation.passage.passage_id}); run yinwen verify to check the index.",
            )
