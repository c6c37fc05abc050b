"""The ways of taking a follow-up that are compared."""

from collections.abc import Callable, Sequence

from yinwen.qa.assistant import Assistant
from yinwen.qa.followup import rewrite
from yinwen.qa.naming import Titles
from yinwen.qa.types import Answer, Turn

Way = Callable[[Assistant, str, Sequence[Turn]], Answer]


def as_it_stands(assistant: Assistant, question: str, _: Sequence[Turn]) -> Answer:
    """As if nothing had been said before."""
    return assistant.ask(question)


def joined(assistant: Assistant, question: str, history: Sequence[Turn]) -> Answer:
    """Behind the last question."""
    last = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return assistant.ask(f"{last} {question}".strip())


def by_rules(assistant: Assistant, question: str, history: Sequence[Turn]) -> Answer:
    """What the rules alone make of it."""
    titles = Titles({info.doc_id: info.title for info in assistant.documents()})
    with assistant.library.reading() as snapshot:
        full = rewrite(question, history, snapshot.segmenter, titles)
    return assistant.ask(full)


def chosen(assistant: Assistant, question: str, history: Sequence[Turn]) -> Answer:
    """As the product does."""
    return assistant.ask(question, history)


WAYS: dict[str, Way] = {"alone": as_it_stands, "joined": joined, "rules": by_rules, "chosen": chosen}
