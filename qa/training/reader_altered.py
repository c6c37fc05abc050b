"""Questions altered in kind, so that a window that answered one no longer does: another year, figure, name, or what is asked.

A reader that never saw them says yes to whatever stands near the question's words.
"""

import random
from collections.abc import Sequence

import regex

from ..figures import figures

_NUMBER = regex.compile(r"\d+(?:\.\d+)?")
_NAME = regex.compile(r'《[^《》]{2,12}》|"[^"]{2,10}"|[a-z]{3,}')
_WHEN = regex.compile(r"什么时候|什么时间|何时|哪一?年|哪一?天|几几年|哪个时期|哪个年代")
_AMOUNT = regex.compile(r"多少\p{Han}?|几[个名人次项家位种座部]")
_WHO = regex.compile(r"是谁|谁|哪位|何人|哪一?个人|什么人")
_WHERE = regex.compile(r"什么地方|在哪里?|哪里|何处|何地|哪个(?:国家|城市|省|地方|地区)")
_GROWTH = regex.compile(r"增长|增加|提高|上升|下降|减少|降低|同比|比上年|环比")
_RATES = regex.compile(r"平均|最高|%|百分之|千分之|[一二三四五六七八九十]成|占")
_OTHER_AMOUNTS = ("比上年增长了多少", "占总数的百分之几", "平均每年有多少", "最高的时候是多少")
_OTHER_TIMES = ("什么时候", "哪一年", "何时")


def alter(question: str, window: str, names: Sequence[str], rng: random.Random) -> str | None:
    """A question that the window doesn't answer, made of one that it does; None where none can be made.

    Args:
        question: Normalised.
        window: Normalised.
        names: Names from other questions, to put in place of one.
        rng: Draws which way and what.
    """
    ways = [_other_number, _other_name, _other_kind]
    rng.shuffle(ways)
    return next((made for way in ways if (made := way(question, window, names, rng)) is not None), None)


def _other_number(question: str, window: str, _: Sequence[str], rng: random.Random) -> str | None:
    """1854年 to 1856年: a figure near the old one that the window doesn't hold."""
    found = [m for m in _NUMBER.finditer(question) if m.group() in window]
    if not found:
        return None
    match = rng.choice(found)
    old = match.group()
    place = rng.randrange(max(0, len(old) - 2), len(old))
    if not old[place].isdigit():
        return None
    digits = [d for d in "123456789" if d != old[place]]
    new = old[:place] + rng.choice(digits) + old[place + 1 :]
    return question[: match.start()] + new + question[match.end() :] if new not in window else None


def _other_name(question: str, window: str, names: Sequence[str], rng: random.Random) -> str | None:
    """The name that question and window share, replaced with one from elsewhere."""
    found = [m for m in _NAME.finditer(question) if m.group() in window]
    if not found or not names:
        return None
    match = rng.choice(found)
    like = [n for n in rng.sample(names, min(40, len(names))) if n[0] == match.group()[0] and n not in window]
    return question[: match.start()] + like[0] + question[match.end() :] if like else None


def _other_kind(question: str, window: str, _: Sequence[str], rng: random.Random) -> str | None:
    """How many, when or how much it grew, asked of a window that holds no such thing."""
    if (match := _AMOUNT.search(question)) is not None:
        if _GROWTH.search(window) or _RATES.search(window):
            return None
        return question[: match.start()] + rng.choice(_OTHER_AMOUNTS) + "?"
    asking = _WHO.search(question) or _WHERE.search(question)
    if asking is None or figures("time", question, window):
        return None
    when = rng.choice(_OTHER_TIMES)
    tail = question[asking.end() :]
    return (
        question[: asking.start()] + when + tail
        if asking.group() != "是谁"
        else question[: asking.start()] + "是" + when + tail
    )


def names_of(questions: Sequence[str]) -> list[str]:
    """Names that stand in questions: book titles, quoted terms, Latin words."""
    return sorted({m.group() for question in questions for m in _NAME.finditer(question)})
