"""The one place where the checker of an LLM's sentences is joined."""

from ...index.segment import Segmenter
from ...index.types import Encoder
from ..types import Checker, Reader


def default_checker(segmenter: Segmenter, encoder: Encoder, reader: Reader | None) -> Checker:
    """What holds sentences against passages: the reader, and guards for numbers, dates, names and negation.

    Args:
        segmenter: Cuts words.
        encoder: Of sentences.
        reader: Judges; None leaves it to encoder and guards.
    """
    from ..checking import SentenceChecker  # type: ignore[import-not-found, unused-ignore]

    checker: Checker = SentenceChecker(segmenter, encoder, reader)
    return checker
