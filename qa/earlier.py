"""What was said before: the question, and of its reply the words that it begins with, and its quotes, which stand in a document."""

from dataclasses import dataclass

import regex

from ..corpus.normalize import normalize
from ..index.search import WordSearcher
from ..index.snapshot import Snapshot

_QUOTE = regex.compile(r"“((?:[^“”]|“[^“”]*”)+)”〔\d+〕")
_LEAD = regex.compile(r"^(?P<lead>[^“”。]{2,40})。(?=“)")
# A quote is looked up by so many of its characters.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before.

    Attributes:
        question: The last question, made full.
        answer: The reply to it; empty where it is not known.
        earlier: Full questions before that, the latest first.
        asked: The last question as it was asked.
    """

    question: str
    answer: str = ""
    earlier: tuple[str, ...] = ()
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply was quoted from."""

    doc_id: str
    passage_id: str


def lead(reply: str) -> str:
    """The words that a reply begins with, where it begins with what answers; else empty."""
    found = _LEAD.match(reply)
    return found["lead"].strip() if found else ""


def quotes(reply: str) -> list[str]:
    """The quotes of a reply, in order."""
    return [found.group(1) for found in _QUOTE.finditer(reply)]


def place(reply: str, snapshot: Snapshot) -> Place | None:
    """The passage that a reply's first quote was taken from; None where it quotes nothing that is stored."""
    for quote in quotes(reply)[:1]:
        wanted = _bare(quote)
        for hit in WordSearcher(snapshot).search(quote[:_SHOWN], 5):
            if wanted in _bare(hit.passage.text):
                return Place(hit.passage.doc_id, hit.passage.passage_id)
    return None


def _bare(text: str) -> str:
    return regex.sub(r"\s+", "", normalize(text))
