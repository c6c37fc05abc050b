"""A text taken apart once, a sentence of a reply as well as a passage: words, clauses, figures, denials, names."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from ...corpus.normalize import normalize
from ...corpus.sentences import sentences
from ...index.segment import Segmenter
from .denials import Denial, denials
from .names import Name, names
from .quantities import Quantity, quantities

# Words that join or shade and say nothing of the matter.
_FUNCTION = frozenset(
    "的 了 是 在 有 和 与 及 或 也 都 就 还 被 把 将 给 对 于 从 到 以 为 之 其 这 那 该 此 它 他 她 它们 他们 她们 这个 那个 一个 一种 一 个 着 过 得 地 所 而 并 且 并且 "
    "而且 但 但是 不过 然而 则 即 若 如 如果 当 时 后 前 中 上 下 里 内 等 等等 以及 通过 进行 由 自 至 向 同时 其中 分别 主要 还有 另外 此外 因此 因为 由于 所以 "
    "可以 可 能 能够 会 要 需 需要 应 应当 应该 须 必须 的话 只 仅 才 又 再 更 最 很 非常 比较 已 已经 曾 曾经 正在 正 共 共有 一共 总共 约 大约 左右 达到 达 使 使得 "
    "让 令 这些 那些 各 每 某 本 我 你 您 我们 你们 请 用 用于 作为 成为 属于 包括 具有 拥有 位于 来 去 做 没有 没 不 未 无 非 并非 不是 不能 不得 一次 一名 一位 一家 之一 "
    "the a an of in on at to for by with from and or is are was were be been it its this that these those as has have had which who will would can may must "
    "should not no than after before".split()
)
_CLAUSE = regex.compile(r"[,;:。!?;\n()]+(?<!\d[,:](?=\d))")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``start:end``; ``weight`` is how much it says, 0 of function words and figures."""

    start: int
    end: int
    word: str
    weight: float


class Parsed:
    """A normalised text and what is in it; each part is found when it is first asked for.

    Args:
        text: Any text.
        segmenter: Cuts and tags it.
        head: Headings above a passage; they are part of the text.
    """

    def __init__(self, text: str, segmenter: Segmenter, head: str = "") -> None:
        self.original = text
        self._names: dict[tuple[int, int], list[Name]] = {}
        self._segmenter = segmenter
        self.text = normalize(text)
        self.head = normalize(head)
        self.has_han = regex.search(r"\p{Han}", self.text) is not None

    @cached_property
    def figures(self) -> list[Quantity]:
        """In order."""
        return quantities(self.text)

    @cached_property
    def denials(self) -> list[Denial]:
        """In order; those that bound a figure are no denials."""
        return denials(self.text, [(q.left, q.start) for q in self.figures if q.left < q.start])

    @cached_property
    def names(self) -> list[Name]:
        """In order; a figure's unit (°c) is no name."""
        return self.names_within(0, len(self.text))

    def names_within(self, start: int, end: int) -> list[Name]:
        """Those of a stretch. Tagging takes a millisecond for 60 characters, so a passage is tagged where it matters."""
        if (start, end) not in self._names:
            units = [(q.start, q.end) for q in self.figures if q.unit is not None]
            found = [n.moved(start) for n in names(self.text[start:end], self._segmenter)]
            kept = [n for n in found if not any(first <= n.start and n.end <= last for first, last in units)]
            self._names[start, end] = kept
        return self._names[start, end]

    @cached_property
    def tokens(self) -> list[Token]:
        """All words, in order."""
        spans = [(q.start, q.end) for q in self.figures]
        found, place = [], 0
        for word in self._segmenter.plain_words(self.text):
            start = self.text.find(word, place)
            if start < 0:
                continue
            place = start + len(word)
            found.append(Token(start, place, word, _weight(word, start, place, spans)))
        return found

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences stand."""
        return [(s.start, s.end) for s in sentences(self.text)]

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        """Where the clauses stand, cut at commas and stronger marks."""
        return list(_cut(self.text))

    def clause_at(self, place: int) -> tuple[int, int]:
        """The clause around a place."""
        return _around(self.clauses, place, len(self.text))

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence around a place."""
        return _around(self.sentences, place, len(self.text))

    def within(self, start: int, end: int) -> list[Token]:
        """The words of a stretch that say something."""
        return [t for t in self.tokens if t.weight and start <= t.start and t.end <= end]


def _weight(word: str, start: int, end: int, figures: list[tuple[int, int]]) -> float:
    if word in _FUNCTION or any(first < end and start < last for first, last in figures):
        return 0.0
    return 1.0 if len(word) > 1 else 0.4


def _cut(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for match in _CLAUSE.finditer(text):
        if text[place : match.start()].strip():
            yield place, match.start()
        place = match.end()
    if text[place:].strip():
        yield place, len(text)


def _around(spans: list[tuple[int, int]], place: int, length: int) -> tuple[int, int]:
    at = bisect_right(spans, (place, length + 1)) - 1
    return spans[at] if at >= 0 else (0, length)
