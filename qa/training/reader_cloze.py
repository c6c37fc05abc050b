"""Cloze questions out of raw text: a name, figure, date, place or list of a sentence becomes 谁 多少 何时 哪里 哪些.

The rest is shortened, and half the time the asking part goes to the end, as people ask; for kinds of text that no set of
questions covers.
"""

import random
from collections.abc import Callable, Iterator

import regex

from ...corpus.normalize import normalize
from ...corpus.sentences import sentences

Tag = Callable[[str], list[tuple[str, str]]]

_DATE = regex.compile(r"(?:\d{4}年)(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{1,2}月底?|本?上个?世纪\d0年代")
_FIGURE = regex.compile(
    r"(?:约|近|超过|逾|超)?\d[\d,.]*(?:多|余)?[万亿]*(?:多|余)?(?P<unit>个百分点|%|平方公里|平方米|公里|亩|元|美元|吨|人次|人|名|个|家|项|岁|米|辆|台|种"
    r"|次|户|套|天|小时|分钟|倍|所|座|场|部|件|条)"
)
_LIST = regex.compile(
    r"(?<=[,:;。\p{Han}])(?:[\p{Han}a-z0-9]{2,8}、){2,8}[\p{Han}a-z0-9]{2,8}(?:和|及|与|以及)?[\p{Han}]{2,6}(?=等|[,。;])"
)
_TAGGED = {
    "nr": ("谁", "哪位", "哪个人"),
    "ns": ("哪里", "什么地方", "哪个地方"),
    "nt": ("哪个机构", "哪个单位", "哪个部门"),
}
_DROPPED = frozenset("d f p c u uj ul uz ug y r t zg ad".split())
_ENDS = {"谁": "是谁", "哪里": "是在哪里", "何时": "是什么时候"}


def clozes(text: str, tag: Tag, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Questions and their answers, both normalised; the answer stands in the normalised text.

    Args:
        text: Raw.
        tag: Words and their parts of speech (jieba's).
        rng: Draws sentences, what is asked and what is left out.
    """
    folded = normalize(text)
    chosen = [s for s in sentences(folded) if 18 <= s.end - s.start <= 90]
    rng.shuffle(chosen)
    for sentence in chosen:
        made = _question(folded[sentence.start : sentence.end], tag, rng)
        if made is not None:
            yield made


def _question(sentence: str, tag: Tag, rng: random.Random) -> tuple[str, str] | None:
    candidates = [
        (m.span(), ("什么时候", "何时", "哪一天", "哪一年")[rng.randrange(4)]) for m in _DATE.finditer(sentence)
    ]
    candidates += [(m.span(), _asked_figure(m["unit"])) for m in _FIGURE.finditer(sentence)]
    candidates += [(m.span(), rng.choice(("哪些", "哪些方面", "哪几个"))) for m in _LIST.finditer(sentence)]
    place = 0
    words = tag(sentence)
    for word, kind in words:
        if kind in _TAGGED and len(word) > 1:
            candidates.append(((place, place + len(word)), rng.choice(_TAGGED[kind])))
        place += len(word)
    if not candidates:
        return None
    (start, end), asking = rng.choice(candidates)
    question = _reworded(words, start, end, asking, rng)
    return (question, sentence[start:end]) if len(question) >= 11 else None


def _asked_figure(unit: str) -> str:
    return "百分之多少" if unit == "%" else "多少" + unit


def _reworded(words: list[tuple[str, str]], start: int, end: int, asking: str, rng: random.Random) -> str:
    """The words near the one asked for, some left out; the asking part in its place or at the end."""
    place, before, after = 0, list[str](), list[str]()
    for word, kind in words:
        inside = place < end and place + len(word) > start
        if not inside and regex.search(r"[\p{L}\p{N}]", word):
            keep = rng.random() > (0.7 if kind in _DROPPED else 0.15)
            if keep:
                (before if place < start else after).append(word)
        elif not inside and word in ",。;:":
            # The clause that is asked in and part of its neighbours.
            if place < start and rng.random() < 0.5:
                before = []
            elif place >= end and rng.random() < 0.5:
                break
        place += len(word)
    before, after = before[-10:], after[:10]
    if rng.random() < 0.5:
        return "".join(before) + asking + "".join(after) + rng.choice(("?", ""))
    return "".join(before) + "".join(after) + _ENDS.get(asking, "是" + asking) + rng.choice(("?", ""))
