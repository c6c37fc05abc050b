"""A part of an earlier question exchanged for what a follow-up names: every part, since the documents tell which was meant."""

from collections.abc import Iterator
from itertools import accumulate

import regex

from ..index.segment import Segmenter
from .topic import ASKED, TIME

_BESIDE = 0.3
"""How alike what is put in beside a noun counts: 国内航线 before 旅客量."""
_ENDS = 0.6
"""And what is known to be of a kind: both quoted, both ending alike."""
_QUOTED = "quoted"
_FUNCTION = frozenset(
    "是 有 要 能 会 可以 应该 必须 需要 到 在 叫 指 为 被 让 使 用 去 来 做 想 应当 不能 能够 导致 限于 达到 下要 内要".split()
)


def nouns(text: str, segmenter: Segmenter) -> list[str]:
    """Longest stretches of nouns, a verb between two of them and a quoted name with them; of the longer also all but the last word."""
    quoted = [found.group() for found in regex.finditer(r"“[^“”]{2,20}”", text)]
    found, verb = list(quoted), False
    run: list[str] = []
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


def exchanged(what: str, previous: str, segmenter: Segmenter) -> Iterator[tuple[str, float]]:
    """``previous`` with ``what`` in the place of each of its parts, and how alike the two are, 0 to 1; the likest first.

    Args:
        what: 橡胶, 橡胶的, 有电梯的.
        previous: A full question.
        segmenter: Tells words and their kinds.
    """
    bare = what.removesuffix("的")
    if not bare or not previous:
        return
    mine = segmenter.tagged(bare)
    new = what if what != bare and len(mine) > 1 else bare
    made = []
    quoted = [(text, _QUOTED) for text in regex.findall(r"(?<=“)[^”]+(?=”)", previous)]
    for text, tag in [*_spans(previous, segmenter), *quoted]:
        at = previous.find(text)
        if text == bare or at < 0 or (TIME.fullmatch(bare) is None) != (TIME.fullmatch(text) is None):
            continue
        rest = previous[at + len(text) :]
        put = new.removesuffix("的") if rest.startswith("的") else new
        alike = _ENDS if tag == _QUOTED else _alike(bare, mine[-1][1], text, tag)
        made.append((f"{previous[:at]}{put}{rest}", alike))
    yield from _anchored(bare, previous, segmenter)
    if not TIME.fullmatch(what):
        word, tag = segmenter.tagged(previous)[0]
        if tag[:1] in "vpd" and word not in _FUNCTION:  # 抓了多少人 said of nobody yet
            made.append((f"{bare}{previous}", _ENDS))
        for run in nouns(previous, segmenter)[-2:]:
            at = previous.find(run)
            if at >= 0 and bare not in previous:
                made.append((f"{previous[:at]}{what}{previous[at:]}", _BESIDE))
    yield from sorted(made, key=lambda one: -one[1])


def _anchored(new: str, previous: str, segmenter: Segmenter) -> Iterator[tuple[str, float]]:
    """养护管理科 for 工程管理科 in 工程管理科科长, whatever words these are cut into: where both end alike."""
    for size in range(len(new) - 1, 1, -1):
        at = previous.find(new[-size:])
        if at > 0:
            starts = accumulate(len(word) for word, _ in segmenter.tagged(previous[:at]))
            for start in sorted({0, *starts} - {at}, reverse=True)[:2]:
                yield (f"{previous[:start]}{new}{previous[at + size :]}", _ENDS)
            return


def _alike(new: str, kind: str, old: str, tag: str) -> float:
    """0 to 1: the last character in common counts most, then the kind of word, the first character, and the length."""
    same = 0.4 * (new[-1] == old[-1]) + 0.25 * (kind[:2] == tag[:2] or (kind[:1] == tag[:1] and kind[:1] != "n"))
    return (
        same
        + 0.1 * (kind[:1] == tag[:1])
        + 0.15 * (new[0] == old[0])
        + 0.1 * min(len(new), len(old)) / max(len(new), len(old))
    )


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
