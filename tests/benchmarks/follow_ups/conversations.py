"""The set as it is read: conversations, their turns, and the library of their documents."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yinwen.index.library import Library
from yinwen.index.types import Encoder
from yinwen.qa.training.halves import parity

FOLDER = Path(__file__).parent
CONVERSATIONS = FOLDER / "conversations.jsonl"
ARTICLE = FOLDER.parents[2] / "corpus" / "article.txt"
DOCUMENTS = FOLDER.parent / "other_words" / "documents"
NEWS = "crud_news_dev/"
HALVES = ("even", "odd")


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn; what each field holds is in the folder's README."""

    question: str
    kind: str
    rewritten: Sequence[str]
    document: str
    answers: Sequence[str]
    evidence: str

    @property
    def leans(self) -> bool:
        """Whether it can't be understood without what was said before."""
        return self.kind not in ("first", "independent")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns about documents, which are named as the library names them."""

    id: str
    documents: Sequence[str]
    turns: Sequence[Asked]

    @property
    def half(self) -> str:
        """``even`` to choose on, ``odd`` to report."""
        return HALVES[parity(self.id)]


def load(path: Path = CONVERSATIONS) -> list[Conversation]:
    """All conversations of a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        turns = [Asked(**{name: turn[name] for name in Asked.__slots__}) for turn in item["turns"]]
        found.append(Conversation(item["id"], item["documents"], turns))
    return found


def fill(folder: Path, conversations: Sequence[Conversation], news: Path | None, encoder: Encoder) -> Library:
    """A library in ``folder`` of the documents that are asked about; each conversation must then find its own.

    Args:
        folder: Empty.
        conversations: Those about news are answered only where ``news`` is given.
        news: ``corpus.jsonl`` of ``crud_news_dev``.
        encoder: Encodes.

    Raises:
        KeyError: ``news`` lacks an article.
    """
    names = {name.removeprefix(NEWS) for each in conversations for name in each.documents if name.startswith(NEWS)}
    lines = news.read_text(encoding="utf-8").splitlines() if news else []
    articles = {row["_id"]: row["text"] for row in map(json.loads, lines) if row["_id"] in names}
    written = folder / "news"
    written.mkdir(parents=True)
    for name in sorted(names if news else ()):
        (written / f"{name}.txt").write_text(articles[name], encoding="utf-8")
    library = Library(folder / "library", encoder)
    library.add([ARTICLE, *sorted(DOCUMENTS.iterdir()), *sorted(written.iterdir())])
    return library
