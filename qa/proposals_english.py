"""Proposals for follow-ups in English: and in …?, what about …?, and a pronoun's meaning."""

from collections.abc import Iterator

import regex

from .earlier import Before
from .proposal import Proposal

_WORDS = frozenset(
    "how many much long old far what which who whom whose when where why is are was were be been do does did has have had can could "
    "will would should in on at by for from to with and or of the a an it its they them there that this".split()
)


_AND = regex.compile(
    r"^(?:and |what about |how about )*(?P<what>(?:(?P<led>in|for|at|on) )?(?P<bare>.+))$", regex.IGNORECASE
)
_ASKS = regex.compile(r"(?:how|what|which|who|when|where|why|is|are|do|does|did|can)\b", regex.IGNORECASE)
_PRONOUN = regex.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|there)\b", regex.IGNORECASE)
_SAME, _LIKE, _OTHER = 1.0, 0.5, 0.3


def proposals(question: str, before: Before) -> Iterator[Proposal]:
    """All of them, the likelier first.

    Args:
        question: In English.
        before: The question before, made full.
    """
    previous, asked = before.question.rstrip("?？ "), question.rstrip("?？ ")
    found = _AND.match(asked)
    if found and not _ASKS.match(found["what"]) and len(found["what"]) < len(asked):
        yield from _exchanged(found["bare"], found["led"] or "", previous)
    pronoun = _PRONOUN.search(found["what"]) if found else None
    if found and pronoun and _ASKS.match(found["what"]):
        yield from _pointed(found["what"], pronoun, previous)
    yield Proposal(f"{previous}, {asked}?", "joined")


def _exchanged(new: str, led: str, previous: str) -> Iterator[Proposal]:
    """A phrase for each of the question before that may stand there: behind the same preposition likelier than elsewhere."""
    for phrase in _phrases(previous):
        at = previous.find(phrase)
        article = regex.search(r"\b(?:the|a|an) $", previous[:at], regex.IGNORECASE)
        if new.startswith("the ") and not article:
            continue
        same = bool(led) and previous[:at].lower().endswith(f" {led.lower()} ")
        alike = _SAME if same else _LIKE if phrase[:1].isupper() == new[:1].isupper() else _OTHER
        put = new.removeprefix("the ")
        yield Proposal(f"{previous[:at]}{put}{previous[at + len(phrase) :]}?", "swapped", alike)
    if new.startswith("the "):
        yield from (Proposal(f"what is {new} of {_with_article(each)}?", "own") for each in _phrases(previous))


def _pointed(asked: str, pronoun: regex.Match[str], previous: str) -> Iterator[Proposal]:
    place = pronoun.group().lower() == "there"
    for phrase in _phrases(previous):
        alike = _SAME if not place or f" in {phrase}" in previous else _LIKE
        said = f"in {_with_article(phrase)}" if place else _with_article(phrase)
        yield Proposal(f"{asked[: pronoun.start()]}{said}{asked[pronoun.end() :]}?", "pointed", alike)


def _with_article(phrase: str) -> str:
    return phrase if phrase[:1].isupper() else f"the {phrase}"


def _phrases(text: str) -> list[str]:
    """Runs of words that carry meaning, the longest first, and each without its last word."""
    runs: list[str] = []
    run: list[str] = []
    for word in [*text.split(), "the"]:
        if word.lower() in _WORDS:
            runs += [" ".join(run), " ".join(run[:-1])]
            run = []
        else:
            run.append(word)
    return sorted({each for each in runs if len(each) > 1}, key=lambda each: (-len(each), each))
