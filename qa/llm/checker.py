"""The one place where the checker of an LLM's sentences is joined."""

from ...index.segment import Segmenter
from ...index.types import Encoder
from ..types import Checker, Reader


def default_checker(segmenter: Segmenter, encoder: Encoder, reader: Reader | None) -> Checker:
    """What holds sentences against passages: guards for numbers, dates, names and negation, then words and meaning.

    Args:
        segmenter: Cuts words.
        encoder: Of sentences.
        reader: Handed on; what it says of a sentence isn't asked for yet.
    """
    from ..checking import SentenceChecker

    return SentenceChecker(segmenter, encoder, reader)
