"""Whether enough of what a claim says stands in a passage, by words and, where those are others, by meaning.

The bounds were chosen on the even half of ``tests/benchmarks/paraphrases``, each held against the passage that it cites
and against the five others given with it, where no guard spoke against those: 92 Chinese paraphrases told a least share of
.33 and a mean of .33 or more of their own passage, 40 pairs of 42 less than .33 of another one (of the two others
one says the same). No other passage came to a cosine of .92; English sentences about their own Chinese passage
began at .76.
"""

import itertools
from collections.abc import Sequence

from ...index.types import Encoder
from .parsed import Parsed
from .support import Support

LEAST = 0.35
"""Of the words of the claim's poorest clause, by weight."""
MEAN = 0.5
"""Of its clauses on average."""
SURE_COSINE = 0.92
"""Of claim and best sentence, which does where the words are too few."""
FOREIGN_COSINE = 0.75
"""The same where claim and passage are in two languages; the passage must also come near the best of all given."""
_NEAR_BEST = 0.02


class Content:
    """Compares claims with passages; sentences are encoded once and only where words don't settle it.

    Args:
        encoder: None leaves meaning aside: what is told in other words, or in another language, is then not found.
    """

    def __init__(self, encoder: Encoder | None) -> None:
        self._encoder = encoder
        self._cosines: dict[tuple[str, str], float] = {}

    def enough(self, claim: Parsed, passage: Parsed, found: Support, others: Sequence[Parsed]) -> bool:
        """Whether the passage tells what the claim says.

        Args:
            claim: The claim.
            passage: The passage.
            found: What comparing them gave.
            others: All passages given, which a translation is measured against.
        """
        if found.verbatim:
            return True
        shares = found.shares
        if min(shares) >= LEAST and sum(shares) / len(shares) >= MEAN:
            return True
        if self._encoder is None:
            return False
        cosine = self._cosine(self._encoder, claim, passage)
        if claim.has_han == passage.has_han:
            return cosine >= SURE_COSINE
        return cosine >= FOREIGN_COSINE and all(
            cosine >= self._cosine(self._encoder, claim, p) - _NEAR_BEST for p in others
        )

    def _cosine(self, encoder: Encoder, claim: Parsed, passage: Parsed) -> float:
        """Of the claim and the passage's best sentence or pair of sentences."""
        key = (claim.text, passage.text)
        if key not in self._cosines:
            vectors = encoder.encode_passages([claim.text, *_stretches(passage)])
            self._cosines[key] = float((vectors[1:] @ vectors[0]).max())
        return self._cosines[key]


def _stretches(passage: Parsed) -> list[str]:
    spans = passage.sentences or [(0, len(passage.text))]
    pairs = [(a[0], b[1]) for a, b in itertools.pairwise(spans)]
    return [passage.text[start:end] for start, end in [*spans, *pairs]]
