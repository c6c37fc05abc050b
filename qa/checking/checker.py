"""The checker: every sentence of a reply against the passages, one verdict each."""

from collections.abc import Sequence

from ...corpus.types import Passage
from ...index.segment import Segmenter
from ...index.types import Encoder
from ..types import Checked, Reader, Verdict
from .content import Content
from .frames import claim_of, silent_about
from .given import Given
from .parsed import Parsed
from .reply import Stated, split_reply
from .stitching import stitched


class SentenceChecker:
    """Holds an LLM's sentences against the passages that it was given; see ``Checker``.

    A sentence that claims nothing of the documents (希望对你有帮助, a question, 以下是要点：) has nothing to be held against
    and counts as supported. One that says the documents are silent (文中没有提到价格) is supported unless a passage tells
    what it is said to be silent about; then it is not found. A sentence that cites nothing, or only numbers that no
    passage has, is misattributed at best. Passages that follow each other in their document are one where both are cited.

    Safe to share between threads: nothing is kept from one reply to the next.

    Args:
        segmenter: Cuts and tags.
        encoder: Compares what is told in other words or in another language; without one such sentences are not found.
        reader: Taken, so that callers need not change, and not asked yet: whether its relevance tells a supported
            sentence from another has not been measured.
    """

    def __init__(self, segmenter: Segmenter, encoder: Encoder | None = None, reader: Reader | None = None) -> None:
        self._segmenter, self._encoder, self.reader = segmenter, encoder, reader

    def check(self, reply: str, passages: Sequence[Passage]) -> list[Checked]:
        """The reply's sentences in order; marker ``n`` in it means ``passages[n - 1]``."""
        given = Given(passages, self._segmenter)
        content = Content(self._encoder)
        return [
            Checked(stated.text, stated.markers, self._verdict(stated, given, content)) for stated in split_reply(reply)
        ]

    def _verdict(self, stated: Stated, given: Given, content: Content) -> Verdict:
        topic = silent_about(stated.claim)
        if topic is not None:
            return "not_found" if given.tells(Parsed(topic, self._segmenter)) else "supported"
        claim = Parsed(claim_of(stated.claim), self._segmenter)
        if not (claim.figures or claim.names or claim.within(0, len(claim.text))):
            return "supported"
        cited, others = given.groups(stated.markers)
        if any(given.supports(claim, group, content) for group in cited):
            return "supported"
        if any(given.supports(claim, group, content) for group in others):
            return "misattributed"
        return "stitched" if stitched(claim, given, content, self._segmenter) else "not_found"
