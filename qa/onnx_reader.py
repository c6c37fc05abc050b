"""The shipped reader: question and text together through an int8 ONNX file, without torch.

It gives the words that answer (start and end, Devlin et al. 2019, 1810.04805, with the first place for no answer) and how
relevant a window is. Text is read as it is searched, and every span leads back to characters of the original.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..corpus.errors import EncoderError
from ..corpus.normalize import Folded, fold, normalize
from .reader_input import WINDOW, Pieces, Special, cut, sequence, window_place
from .types import Excerpt, Reading, Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

ONNX_FILE, TOKENIZER_FILE = "reader_int8.onnx", "tokenizer.json"
SPANS = 4
"""Spans kept of an excerpt."""
_STARTS = 8  # likeliest starts and ends that are paired
_EDGES = frozenset(" ,，.。;；:：、!！?？\n\r\t\u3000-—…·")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    """A slice of an excerpt's pieces in a sequence: which excerpt, its first piece, and where that stands."""

    excerpt: int
    first: int
    ids: list[int]
    place: int


class OnnxReader:
    """Reads with a folder made by ``qa/training``. Safe to share between threads, deterministic.

    Args:
        folder: Holds the ONNX file and the tokenizer.
        threads: Windows read side by side; None for one a core. Within a window there is one thread: two of them wait for
            each other more than they share.

    Raises:
        EncoderError: A file is missing or is not what its name says.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        from ..index.onnx_encoder import open_session, open_tokenizer

        self.folder = folder
        try:
            self._tokenizer: Tokenizer = open_tokenizer(folder / TOKENIZER_FILE)
            self._tokenizer.no_truncation()  # the windows and `sequence` cut: a long excerpt to its end, a question from it
            self._session: InferenceSession = open_session(folder / ONNX_FILE, 1)
            self._special = Special.of(self._tokenizer)
        except Exception as error:  # onnxruntime and tokenizers raise types of their own, tokenizers a bare Exception
            raise EncoderError(
                f"阅读模型 {folder} 无法载入（{error}）；请重新安装 yinwen，或用 --reader none 不用它。",
                f"The reader in {folder} cannot be loaded ({error}); install yinwen again, or do without it by --reader "
                "none.",
            ) from error
        self._workers = ThreadPoolExecutor(threads or _cores(), thread_name_prefix="reader")

    @cached_property
    def fingerprint(self) -> str:
        """Hex sha256 over its files."""
        digest = hashlib.sha256()
        for name in (ONNX_FILE, TOKENIZER_FILE):
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def pieces(self, text: str) -> int:
        """Pieces of a text as it is read."""
        return len(self._tokenizer.encode(normalize(text), add_special_tokens=False).ids)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> list[Reading]:
        """One reading an excerpt, in the order given; an excerpt longer than a window is read in windows half apart.

        Args:
            question: As it was asked.
            excerpts: Stretches of passages.
        """
        asked = self._ids(normalize(question))
        folded = [fold(excerpt.text) for excerpt in excerpts]
        pieces = [cut(self._tokenizer, each.text) for each in folded]
        found: list[list[_Found]] = [[] for _ in excerpts]
        windows = [w for n, each in enumerate(excerpts) for w in self._windows(n, asked, each, pieces[n])]
        for window, spans, relevance in self._run(windows):
            found[window.excerpt].append(
                _found(
                    window, spans, relevance, pieces[window.excerpt], folded[window.excerpt], excerpts[window.excerpt]
                )
            )
        return [_reading(excerpt, each) for excerpt, each in zip(excerpts, found, strict=True)]

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _windows(self, number: int, asked: Sequence[int], excerpt: Excerpt, pieces: Pieces) -> Iterator[_Window]:
        title = self._ids(normalize(excerpt.title)) if excerpt.title else []
        size = len(pieces.ids)
        place = window_place(asked, title)
        for first in range(0, max(1, size - WINDOW // 2), WINDOW // 2):
            ids = sequence(self._special, asked, title, pieces.ids[first : first + WINDOW])
            yield _Window(number, first, ids, place)

    def _run(self, windows: Sequence[_Window]) -> Iterator[tuple[_Window, Scores, float]]:
        """Each window by itself: int8 shares one scale in a batch, so that neighbours would change what is read."""
        for window, (spans, relevance) in zip(windows, self._workers.map(self._score, windows), strict=True):
            yield window, spans[0], float(relevance[0])

    def _score(self, window: _Window) -> tuple[Scores, Scores]:
        ids = np.array([window.ids], np.int64)
        spans, relevance = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return spans, relevance


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Found:
    """What a window gave: spans with their log-odds over no answer, the log-probability of that, relevance."""

    spans: list[Span]
    no_answer: float
    relevance: float


def _found(
    window: _Window, scores: Scores, relevance: float, pieces: Pieces, folded: Folded, excerpt: Excerpt
) -> _Found:
    # Spans begin and end in the window; the piece after it closes the sequence.
    count = len(window.ids) - 1 - window.place
    places = np.concatenate([[0], np.arange(window.place, window.place + count)])
    shown = scores[places].astype(np.float64)
    logs = shown - np.log(np.exp(shown - shown.max(0)).sum(0)) - shown.max(0)
    null = float(logs[0].sum())
    spans = []
    for first, last, score in _pairs(logs[1:]):
        start, end = pieces.offsets[window.first + first][0], pieces.offsets[window.first + last][1]
        while start < end and folded.text[start] in _EDGES:
            start += 1
        while end > start and folded.text[end - 1] in _EDGES:
            end -= 1
        if start < end:
            a, b = folded.original(start, end)
            spans.append(Span(excerpt.start + a, excerpt.start + b, score - null))
    return _Found(spans, null, relevance)


def _pairs(logs: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
    """``(first, last, log-probability)`` of the likeliest spans, best first."""
    starts, ends = (np.argsort(-logs[:, side], kind="stable")[:_STARTS].tolist() for side in (0, 1))
    pairs = [(float(logs[a, 0] + logs[b, 1]), a, b) for a in starts for b in ends if a <= b]
    for score, first, last in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        yield first, last, score


def _reading(excerpt: Excerpt, found: Sequence[_Found]) -> Reading:
    """The windows' spans, best first, none that overlaps a better one."""
    spans: list[Span] = []
    for span in sorted((s for each in found for s in each.spans), key=lambda s: (-s.score, s.start, s.end)):
        if len(spans) < SPANS and all(span.end <= other.start or other.end <= span.start for other in spans):
            spans.append(span)
    return Reading(excerpt, tuple(spans), max(each.relevance for each in found), min(each.no_answer for each in found))
