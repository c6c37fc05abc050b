"""What a question asks about a document itself."""

from dataclasses import dataclass
from typing import Literal

from .places import Step

Intent = Literal["summary", "title", "author", "date", "source", "outline", "count", "part", "documents", "content"]


@dataclass(frozen=True, slots=True)
class AboutDocument:
    """What is asked about a document.

    Attributes:
        intent: Which of its features; ``part``: what a part says; ``documents``: which there are at all; ``content``:
            a question to be searched for, but only in the place or the documents that it names.
        steps: The way to the part asked for; empty for the whole.
        documents: The doc_ids that it is asked about; None for all.
        units: What is to be counted: 部分, 章, 条, 段, 字.
        rest: For ``content``, the question without its place.
    """

    intent: Intent
    steps: tuple[Step, ...] = ()
    documents: frozenset[str] | None = None
    units: tuple[str, ...] = ()
    rest: str = ""
