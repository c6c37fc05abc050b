"""The plan of a reader's training: which question is read with which window, and what should be found there.

Answers of CMRC and DRCD; the same passage without its answer, neighbours by words and by the encoder's questions,
questions altered in kind; clozes from raw text; pairs that are known to be relevant though no span is; questions written
for training, with the windows of their documents.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...index.training.batching import NEAREST
from ...index.types import Vectors
from .reader_altered import alter, names_of
from .reader_material import Asked, Material
from .reader_passages import Range
from .reader_written import nearest

SHARES = {
    "answer": 0.31,
    "elsewhere": 0.04,
    "words": 0.08,
    "model": 0.03,
    "altered": 0.05,
    "cloze": 0.05,
    "cloze words": 0.02,
    "pair": 0.02,
    "pair words": 0.02,
    "written": 0.2,
    "written elsewhere": 0.09,
    "written silent": 0.09,
}
"""Of the examples: with an answer, the same passage elsewhere, near by words, near by the encoder, an altered question,
clozes and near windows for them, relevant pairs and near windows for them; written questions with an answer, with
another window of their document, and those that their document doesn't answer with its windows."""
TITLED = 0.7
"""Share of the examples that show the title, where there is one: many documents have none that says anything."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence to learn from.

    Attributes:
        kind: One of :data:`SHARES`.
        question: Normalised.
        title: Normalised; empty where none is shown.
        passage: Its number.
        window: Its pieces in the passage.
        span: The answer's pieces in the passage; None where there is no answer or the words aren't known.
        relevant: Whether the window answers.
    """

    kind: str
    question: str
    title: str
    passage: int
    window: Range
    span: Range | None
    relevant: bool


def near_by_words(asked: Sequence[Asked], windows: Sequence[tuple[int, str]]) -> NDArray[np.int64]:
    """``(n, NEAREST)``, fewer where there are fewer: by question the windows that share its rarest bigrams (tf-idf), best
    first.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, dtype=np.float32)
    table = vectorizer.fit_transform([text for _, text in windows])
    rows = [np.empty((0, min(NEAREST, len(windows))), np.int64)]
    for start in range(0, len(asked), 256):
        part = vectorizer.transform([one.question for one in asked[start : start + 256]])
        scores = (part @ table.T).toarray()
        top = np.argpartition(-scores, min(NEAREST, len(windows) - 1), axis=1)[:, :NEAREST]
        order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable")
        rows.append(np.take_along_axis(top, order, axis=1))
    return np.concatenate(rows)


def draw(
    material: Material, count: int, encode: Callable[[Sequence[str]], Vectors], rng: random.Random
) -> list[Example]:
    """The plan: ``count`` examples by :data:`SHARES`, in the order of training.

    Args:
        material: Drawn from.
        count: Examples.
        encode: Questions to unit rows, for neighbours by the encoder.
        rng: Draws everything.
    """
    amounts = {kind: round(share * count) for kind, share in SHARES.items()}
    drawer = _Drawer(material, rng)
    found = drawer.written(amounts, encode)
    found += drawer.spans("answer", material.answered, amounts["answer"])
    found += drawer.spans("cloze", material.clozes, amounts["cloze"])
    found += drawer.pairs(amounts["pair"])
    found += drawer.elsewhere(amounts["elsewhere"])
    found += drawer.altered(amounts["altered"])
    found += drawer.by_model(amounts["model"], encode)
    found += drawer.by_words(
        {"words": material.answered, "cloze words": material.clozes, "pair words": material.distinct}, amounts
    )
    # Where neighbours or altered questions run short.
    found += drawer.spans("answer", material.answered, count - len(found))
    rng.shuffle(found)
    return found[:count]


def by_length(plan: Sequence[Example], batch: int, rng: random.Random, blocks: int = 8) -> list[Example]:
    """The plan with examples of like length side by side within ``blocks`` batches: less padding, a fifth faster."""
    found: list[Example] = []
    for start in range(0, len(plan), batch * blocks):
        part = sorted(plan[start : start + batch * blocks], key=lambda e: len(e.question) + min(len(e.title), 16))
        batches = [part[i : i + batch] for i in range(0, len(part), batch)]
        if len(batches[-1]) == batch:
            rng.shuffle(batches)
        found += [one for each in batches for one in each]
    return found


class _Drawer:
    def __init__(self, material: Material, rng: random.Random) -> None:
        self._material, self._rng = material, rng

    def _epochs(self, pool: Sequence[Asked], count: int) -> Iterable[Asked]:
        """``count`` of the pool, all of it before any comes again."""
        order: list[Asked] = []
        while len(order) < count and pool:
            order += self._rng.sample(pool, len(pool))
        return order[:count]

    def written(self, amounts: dict[str, int], encode: Callable[[Sequence[str]], Vectors]) -> list[Example]:
        """Questions written for training, with their answers and with what their documents say elsewhere."""
        pages = self._material.written
        answered = [one for page in pages for one in page.answered]
        found = self.spans("written", answered, amounts["written"])
        near = nearest(pages, self._material, encode)
        silent = [one for page in pages for one in page.silent]
        for kind, pool in (("written elsewhere", answered), ("written silent", silent)):
            for one in self._epochs([one for one in pool if near[one]], amounts[kind]):
                number, window = self._rng.choice(near[one])
                title = self._title(self._material.titles[number])
                found.append(Example(kind, one.question, title, number, window, None, False))
        return found

    def _title(self, title: str) -> str:
        return title if self._rng.random() < TITLED else ""

    def spans(self, kind: str, pool: Sequence[Asked], count: int) -> list[Example]:
        passages = self._material.passages
        return [
            Example(
                kind, one.question, self._title(one.title), one.passage,
                passages.around(one.passage, one.span, self._rng), one.span, True,
            )
            for one in self._epochs(pool, count)
            if one.span is not None
        ]  # fmt: skip

    def pairs(self, count: int) -> list[Example]:
        found: list[Example] = []
        for one in self._epochs(self._material.pairs, count):
            window = self._material.passages.windows(one.passage)[0]
            found.append(Example("pair", one.question, "", one.passage, window, None, True))
        return found

    def elsewhere(self, count: int) -> list[Example]:
        found: list[Example] = []
        for one in self._epochs(self._material.answered, count * 2):
            windows = [w for w in self._material.passages.windows(one.passage) if not self._holds(one, one.passage, w)]
            if windows and len(found) < count:
                window = self._rng.choice(windows)
                found.append(
                    Example("elsewhere", one.question, self._title(one.title), one.passage, window, None, False)
                )
        return found

    def altered(self, count: int) -> list[Example]:
        names = names_of([one.question for one in self._material.answered])
        found: list[Example] = []
        for one in self._epochs(self._material.answered + self._material.clozes, count * 6):
            if len(found) == count or one.span is None:
                break
            window = self._material.passages.around(one.passage, one.span, self._rng)
            text = self._material.passages.text(one.passage, window)
            question = alter(one.question, one.title + text, names, self._rng)
            if question is not None:
                title = self._title(one.title)
                found.append(Example("altered", question, title, one.passage, window, None, False))
        return found

    def by_model(self, count: int, encode: Callable[[Sequence[str]], Vectors]) -> list[Example]:
        """The window that answers one of the nearest other questions."""
        pool = self._material.answered
        if not pool:
            return []
        vectors = encode([one.question for one in pool])
        found: list[Example] = []
        for number in self._rng.sample(range(len(pool)), min(len(pool), count * 2)):
            one = pool[number]
            for near in np.argsort(-(vectors @ vectors[number]))[: NEAREST // 2].tolist():
                other = pool[near]
                if other.span is None or len(found) == count:
                    continue
                window = self._material.passages.around(other.passage, other.span, self._rng)
                if not self._holds(one, other.passage, window):
                    title = self._title(other.title)
                    found.append(Example("model", one.question, title, other.passage, window, None, False))
                    break
        return found

    def by_words(self, pools: dict[str, Sequence[Asked]], amounts: dict[str, int]) -> list[Example]:
        passages = self._material.passages
        windows = [(n, w) for n in range(len(self._material.texts)) for w in passages.windows(n)]
        kinds = [(kind, one) for kind, pool in pools.items() for one in self._epochs(pool, amounts[kind])]
        near = near_by_words([one for _, one in kinds], [(n, passages.text(n, w)) for n, w in windows])
        found: list[Example] = []
        for (kind, one), row in zip(kinds, near.tolist(), strict=True):
            # The first few, so that one question drawn twice meets other windows.
            fitting = [windows[i] for i in row if self._negative(kind, one, *windows[i])][:4]
            if fitting:
                number, window = self._rng.choice(fitting)
                title = self._title(self._material.titles[number])
                found.append(Example(kind, one.question, title, number, window, None, False))
        return found

    def _negative(self, kind: str, one: Asked, number: int, window: Range) -> bool:
        if kind == "pair words" and number == one.passage:
            return False
        return not self._holds(one, number, window)

    def _holds(self, one: Asked, number: int, window: Range) -> bool:
        """Whether the window holds an answer, or part of it where it stands."""
        if number == one.passage and one.span is not None and window[0] < one.span[1] and one.span[0] < window[1]:
            return True
        text = self._material.passages.text(number, window)
        return any(answer in text for answer in one.answers)
