"""The full questions that a follow-up may stand for: many by a few simple operations, one of which is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

import regex

from ..index.segment import Segmenter
from .earlier import lead
from .followup import Before, compared_with
from .leaning import another, pointer, tidied
from .topic import ASKED, ORDINAL, RELATION, TIME, about, is_what

Kind = Literal["alone", "answer", "ruled", "swapped", "pointed", "topic", "own", "joined"]
"""As asked; with what the last reply names in the place of a pronoun; by the rules; with a part of the question before exchanged; with a pronoun's meaning in its place; behind a
topic; a thing's own (…的水温是多少); behind the question before."""

TOPICS = 5
_LIKE = 0.4
_BESIDE = 0.3
_ENDS = 0.6
_QUOTED = "quoted"
_EDGES = "的之和与及、，,在被从由把将对于 "
_FUNCTION = frozenset("是 有 要 能 会 可以 应该 必须 需要 到 在 叫 指 为 被 让 使 用 去 来 做 想 应当 不能 能够 导致 限于 达到 下要 内要".split())
_NAMING = regex.compile(r"谁|哪[位家个座所款支名]|什么(?:人|名字|公司|单位|医院|学校)|叫(?:什么|做什么)|\b(?:who|which|whose)\b", regex.IGNORECASE)
_PERSON = regex.compile(r"谁|哪位|什么人|叫什么名字|\b(?:who|whose)\b", regex.IGNORECASE)
_JOINTS = regex.compile(r"^(?:那么?(?![些个家条座笔位件艘款只台本部张辆套所名对种项里儿边时天年样])|还有|还|又|也|其中|再|然后)(?=.)[,，]?")
_WORDS_ENGLISH = frozenset(
    "how many much long old far what which who whom whose when where why is are was were be been do does did has have had can could "
    "will would should in on at by for from to with and or of the a an it its they them there that this".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A full question and how it was made.

    Attributes:
        alike: How much what was put in is like what it took the place of, 0 to 1; 1 where nothing was exchanged.
    """

    text: str
    kind: Kind
    alike: float = 1.0


def proposals(question: str, before: Before, ruled: str, segmenter: Segmenter) -> list[Proposal]:
    """All of them, no text twice; the question itself is not among them.

    Args:
        question: Tidied.
        before: The question before, made full, simplified; its reply; and earlier full questions.
        ruled: What the rules make of it; the question itself where they make nothing.
        segmenter: Tells words and their kinds.
    """
    found: dict[str, Proposal] = {}
    made = _english(question, before) if not regex.search(r"\p{Han}", question) else _chinese(question, before, segmenter)
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
        yield from _swaps(other, before.question, segmenter)
        return
    what = another(question)
    if what:
        yield from _swaps(what, before.question, segmenter)
        for asked in before.earlier[:1]:
            older = (one for one in _swaps(what, asked, segmenter) if one.alike >= _LIKE)
            yield from (Proposal(one.text, one.kind, 0.8 * one.alike) for one in older)
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
    runs = _nouns(before.question, segmenter)
    found += sorted(runs, key=lambda run: -len(run))
    return list(dict.fromkeys(text.strip(_EDGES) for text in found if len(text.strip(_EDGES)) > 1))[:TOPICS]


def named(before: Before) -> str:
    """What the last reply begins with, where the last question asked for a name: who, which, whose, what it is called."""
    words = lead(before.answer)
    if not words or not _NAMING.search(before.question) or regex.search(r"[，。；：]|^[\p{N}.,%约近超]+.{0,4}$", words):
        return ""
    return words


def _nouns(text: str, segmenter: Segmenter) -> list[str]:
    """Longest stretches of nouns, a verb between two of them and a quoted name with them; of the longer also all but the last word."""
    quoted = [found.group() for found in regex.finditer(r"“[^“”]{2,20}”", text)]
    found, run, verb = list(quoted), [], False
    words = [*segmenter.tagged(regex.sub(r"“[^“”]{2,20}”", "，", text)), ("", "w")]
    for at, (word, tag) in enumerate(words):
        noun = tag[:1] in "nbjlz" or tag in ("vn", "eng") or bool(run and regex.fullmatch(r"\p{N}+", word))
        within = tag == "v" and len(word) > 1 and words[at + 1][1][:1] == "n"
        if (noun or within or (tag == "mq" and not run)) and not ASKED.search(word) and word not in _FUNCTION:
            verb = tag == "v" if not run else verb
            run.append(word)
        elif run:
            found.append("".join(run))
            if len(run) > 2:
                found.append("".join(run[:-1]))
            if len(run) > 1 and verb:
                found.append("".join(run[1:]))
            run = []
    return found


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
    older = [text for asked in before.earlier for text in _nouns(asked, segmenter)] if noun else []
    for topic in dict.fromkeys((*meant, *older)):
        if not noun:
            yield Proposal(f"{first}{topic}{joint}{last}", "pointed")
        elif topic.endswith(head):
            yield Proposal(f"{first}{topic}{last}", "pointed")
        elif topic in meant:
            yield Proposal(f"{first}{topic}{last}", "pointed", 0.5)
            yield Proposal(f"{first}{topic}的{head}{last}", "pointed", 0.5)


def _swaps(what: str, previous: str, segmenter: Segmenter) -> Iterator[Proposal]:
    """``previous`` with ``what`` in the place of each of its parts, those of its kind first."""
    bare = what.removesuffix("的")
    mine = segmenter.tagged(bare)
    new = what if what != bare and len(mine) > 1 else bare
    made = []
    for text, tag in [*_spans(previous, segmenter), *((t, _QUOTED) for t in regex.findall(r"(?<=“)[^”]+(?=”)", previous))]:
        at = previous.find(text)
        if text == bare or at < 0 or (TIME.fullmatch(bare) is None) != (TIME.fullmatch(text) is None):
            continue
        rest = previous[at + len(text) :]
        put = new.removesuffix("的") if rest.startswith("的") else new
        alike = _ENDS if tag == _QUOTED else _alike(bare, mine[-1][1], text, tag)
        made.append(Proposal(f"{previous[:at]}{put}{rest}", "swapped", alike))
    yield from _anchored(bare, previous, segmenter)
    if not TIME.fullmatch(what):
        if segmenter.tagged(previous)[0][1][:1] in "vrpd":
            made.append(Proposal(f"{bare}{previous}", "swapped", _ENDS))
        for run in _nouns(previous, segmenter)[-2:]:
            at = previous.find(run)
            if at >= 0 and bare not in previous:
                made.append(Proposal(f"{previous[:at]}{what}{previous[at:]}", "swapped", _BESIDE))
    yield from sorted(made, key=lambda one: -one.alike)


def _anchored(new: str, previous: str, segmenter: Segmenter) -> Iterator[Proposal]:
    """养护管理科 for 工程管理科 in 工程管理科科长, whatever words these are cut into: where both end alike."""
    for size in range(len(new) - 1, 1, -1):
        at = previous.find(new[-size:])
        if at > 0:
            starts = accumulate(len(word) for word, _ in segmenter.tagged(previous[:at]))
            for start in sorted({0, *starts} - {at}, reverse=True)[:2]:
                yield Proposal(f"{previous[:start]}{new}{previous[at + size :]}", "swapped", _ENDS)
            return


def _alike(new: str, kind: str, old: str, tag: str) -> float:
    """0 to 1: the last character in common counts most, then the kind of word, the first character, and the length."""
    same = 0.4 * (new[-1] == old[-1]) + 0.25 * (kind[:2] == tag[:2] or (kind[:1] == tag[:1] and kind[:1] != "n"))
    return same + 0.1 * (kind[:1] == tag[:1]) + 0.15 * (new[0] == old[0]) + 0.1 * min(len(new), len(old)) / max(len(new), len(old))


def _spans(text: str, segmenter: Segmenter) -> list[tuple[str, str]]:
    """Stretches of one to five words that carry meaning, each with the kind of its last."""
    words = segmenter.tagged(text)
    carries = [
        (tag[:1] in "nvbjlzsta" or tag in ("eng", "mq") or bool(regex.search(r"\p{N}", word)))
        and word not in _FUNCTION
        and not ASKED.search(word)
        and bool(regex.search(r"[\p{L}\p{N}]", word))
        for word, tag in words
    ]
    found: dict[str, str] = {}
    for first in range(len(words)):
        for last in range(first, min(first + 5, len(words))):
            if not carries[last]:
                break
            stretch = "".join(word for word, _ in words[first : last + 1])
            if len(stretch) > 1:
                found.setdefault(stretch, words[last][1])
            if first == last and len(stretch) == 4 and words[last][1][:1] == "n":  # 国内航线 is one word
                found.setdefault(stretch[:2], "n")
    for match in TIME.finditer(text):
        found.setdefault(match.group(), "t")
    return list(found.items())


def _english(question: str, before: Before) -> Iterator[Proposal]:
    previous, asked = before.question.rstrip("?？ "), question.rstrip("?？ ")
    about_it = regex.match(r"^(?:and |what about |how about )+(?:in |for |at |on )?(?P<what>.{2,40})$", asked, regex.IGNORECASE)
    bare = regex.match(r"^(?:and |what about |how about )*(?P<rest>.+)$", asked, regex.IGNORECASE)
    rest = bare["rest"] if bare else asked
    phrases = _phrases(previous)
    asks = regex.match(r"(?:how|what|which|who|when|where|why|is|are|do|does|did|can)\b", rest, regex.IGNORECASE)
    new = about_it["what"] if about_it and not asks else ""
    for phrase in phrases if new else ():
        if new.startswith("the ") and not regex.search(rf"\b(?:the|a|an) {regex.escape(phrase)}", previous):
            continue
        put = regex.sub(r"^the ", "", new) if f"the {phrase}" in previous else new
        led = regex.search(rf"\b(\w+) {regex.escape(phrase)}$|\b(\w+) {regex.escape(phrase)}\b", previous)
        same = bool(led) and bool(regex.match(rf"(?:and )?{(led[1] or led[2])} ", asked, regex.IGNORECASE)) if led else False
        alike = 1.0 if same else 0.5 if (phrase[:1].isupper(), "the " in new) == (put[:1].isupper(), put != new) else 0.3
        yield Proposal(previous.replace(phrase, put, 1) + "?", "swapped", alike)
    for phrase in phrases if new.startswith("the ") else ():
        name = phrase if phrase[:1].isupper() else f"the {phrase}"
        yield Proposal(f"what is {new} of {name}?", "own")
    word = regex.search(r"\b(?:it|its|they|them|their|he|him|his|she|her|there)\b", rest, regex.IGNORECASE)
    for phrase in phrases if word and asks else ():
        name = phrase if phrase[:1].isupper() else f"the {phrase}"
        place = word is not None and word.group().lower() == "there"
        if word is not None:
            said = f"in {name}" if place else name
            alike = 1.0 if not place or f" in {phrase}" in previous else 0.5
            yield Proposal(f"{rest[: word.start()]}{said}{rest[word.end() :]}?", "pointed", alike)
    yield Proposal(f"{previous}, {asked}?", "joined")


def _phrases(text: str) -> list[str]:
    """Runs of words that carry meaning, the longest first, and each without its last word."""
    runs: list[str] = []
    run: list[str] = []
    for word in [*text.split(), "the"]:
        if word.lower() in _WORDS_ENGLISH:
            runs += [" ".join(run), " ".join(run[:-1])]
            run = []
        else:
            run.append(word)
    return sorted({each for each in runs if len(each) > 1}, key=lambda each: (-len(each), each))
