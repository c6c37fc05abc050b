"""The full questions that a follow-up may stand for: many by a few simple operations, one of which is right."""

from collections.abc import Iterable, Iterator

import regex

from ..index.segment import Segmenter
from . import proposals_english
from .earlier import Before, lead
from .exchange import exchanged, nouns
from .followup import compared_with
from .leaning import another, pointer, tidied
from .proposal import Proposal
from .topic import ASKED, ORDINAL, RELATION, TIME, about, is_what

TOPICS = 5
"""Things that may be spoken of."""
# A part of the question before the last is exchanged only for its like.
_LIKE, _OLDER = 0.4, 0.8
_EDGES = "的之和与及、，,在被从由把将对于 "
_NAMING = regex.compile(
    r"谁|哪[位家个座所款支名]|什么(?:人|名字|公司|单位|医院|学校)|叫(?:什么|做什么)|\b(?:who|which|whose)\b",
    regex.IGNORECASE,
)
_PERSON = regex.compile(r"谁|哪位|什么人|叫什么名字|\b(?:who|whose)\b", regex.IGNORECASE)
_JOINTS = regex.compile(
    r"^(?:那么?(?![些个家条座笔位件艘款只台本部张辆套所名对种项里儿边时天年样])|还有|还|又|也|其中|再|然后)(?=.)[,，]?"
)


def proposals(question: str, before: Before, ruled: str, segmenter: Segmenter) -> list[Proposal]:
    """All of them, no text twice; neither the question itself nor the one before is among them.

    Args:
        question: Tidied.
        before: The question before, made full, simplified; its reply; and earlier full questions.
        ruled: What the rules make of it; the question itself where they make nothing.
        segmenter: Tells words and their kinds.
    """
    found: dict[str, Proposal] = {}
    made = (
        proposals_english.proposals(question, before)
        if not regex.search(r"\p{Han}", question)
        else _chinese(question, before, segmenter)
    )
    # What stands beside the question before only repeats it.
    joined = ruled.startswith(f"{before.question.rstrip('?？ ')},")
    first = [Proposal(ruled, "joined" if joined else "ruled")] if ruled != question else []
    for one in (*first, *made):
        text = f"{one.text.rstrip('？?。 ')}？" if regex.search(r"\p{Han}", one.text) else one.text
        if text not in (question, before.question) and len(one.text) <= 120:
            found.setdefault(text, Proposal(text, one.kind, one.alike))
    return list(found.values())


def _chinese(question: str, before: Before, segmenter: Segmenter) -> Iterator[Proposal]:
    other = compared_with(question)
    if other:
        yield from _swapped(exchanged(other, before.question, segmenter))
        return
    what = another(question)
    if what:
        yield from _swapped(exchanged(what, before.question, segmenter))
        for asked in before.earlier[:1]:
            older = exchanged(what, asked, segmenter)
            yield from _swapped((text, _OLDER * alike) for text, alike in older if alike >= _LIKE)
        bare = what.removesuffix("的")
        counted = ORDINAL.match(what)
        if counted:
            yield from _counted(what, what[counted.end() :], before.question)
        elif not TIME.fullmatch(what):
            for topic in topics(before, segmenter):
                if bare not in topic:
                    yield Proposal(f"{topic}的{bare}{is_what(bare)}？", "own")
        return
    rest = _JOINTS.sub("", question)
    points = pointer(rest, segmenter)
    if points:
        yield from _pointed(rest, points, before, segmenter)
        return
    for topic in topics(before, segmenter):
        if topic not in rest:
            joint = "的" if regex.match(RELATION, rest) or ORDINAL.match(rest) else ""
            yield Proposal(f"{topic}{joint}{rest}", "topic")


def _swapped(made: Iterable[tuple[str, float]]) -> Iterator[Proposal]:
    return (Proposal(text, "swapped", alike) for text, alike in made)


def _counted(what: str, noun: str, previous: str) -> Iterator[Proposal]:
    """第二种情况 of what was asked for: 要召集临时会议的第二种情况 after 在什么情况下要召集临时会议."""
    asked = regex.compile(rf"在?(?:{ASKED.pattern}){regex.escape(noun)}下?")
    if noun and asked.search(previous):
        whole = asked.sub("", previous, 1).strip("？?。 ")
        yield Proposal(f"{whole}的{what}是什么？", "swapped")


def topics(before: Before, segmenter: Segmenter) -> list[str]:
    """What may be spoken of: what the last question asked after anew (…呢), what it was about, its nouns, longest first."""
    told = about(before.question, segmenter)
    found = [another(tidied(before.asked)), "" if ASKED.search(told) else told]
    runs = nouns(before.question, segmenter)
    found += sorted(runs, key=lambda run: -len(run))
    return list(dict.fromkeys(text.strip(_EDGES) for text in found if len(text.strip(_EDGES)) > 1))[:TOPICS]


def named(before: Before) -> str:
    """What the last reply begins with, where the last question asked for a name: who, which, whose, what it is called."""
    words = lead(before.answer)
    if not words or not _NAMING.search(before.question) or regex.search(r"[，。；：]|^[\p{N}.,%约近超]+.{0,4}$", words):
        return ""
    return words


def _pointed(rest: str, points: regex.Match[str], before: Before, segmenter: Segmenter) -> Iterator[Proposal]:
    noun = points["noun"] or ""
    first, last = rest[: points.start()], rest[points.end() :]
    joint = "的" if points.group() == "其" else ""
    words = segmenter.tagged(noun) if noun else []
    head = words[0][0] if words and words[0][1][:1] in "nrv" else noun[:1]
    last = noun[len(head) :] + last
    who = named(before)
    person = points.group()[0] in "他她"
    if who and "们" not in points.group() and person == bool(_PERSON.search(before.question)):
        yield Proposal(f"{first}{who}{joint}{last}", "answer")
    # 那座桥: what ends so, said before or earlier.
    meant = topics(before, segmenter)
    older = [text for asked in before.earlier for text in nouns(asked, segmenter)] if noun else []
    for topic in dict.fromkeys((*meant, *older)):
        if not noun:
            yield Proposal(f"{first}{topic}{joint}{last}", "pointed")
        elif topic.endswith(head):
            yield Proposal(f"{first}{topic}{last}", "pointed")
        elif topic in meant:
            yield Proposal(f"{first}{topic}{last}", "pointed", 0.5)
            yield Proposal(f"{first}{topic}的{head}{last}", "pointed", 0.5)
