"""Exact match and F1 of a span, as CMRC 2018 scores them.

Source: ``cmrc2018_evaluate.py`` of the CMRC 2018 shared task (Cui et al. 2019, A Span-Extraction Dataset for Chinese
Machine Reading Comprehension, EMNLP). Its "lcs" is the longest common *run* of segments, not a subsequence: the table
``m[i + 1][j + 1] = m[i][j] + 1`` is never carried over a gap. Segments are single Chinese characters, and words of other
writing; the original cuts those with NLTK, here they are runs of letters and digits (``95.6`` stays whole) and single
symbols, which differs only in English contractions.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

# As there; the original also lists "……", which no single character equals.
_PUNCTUATION = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_SEGMENT = re.compile(r"[\u4e00-\u9fa5]|[^\W\u4e00-\u9fa5]+(?:[.,][^\W\u4e00-\u9fa5]+)*|\S")


def segments(text: str) -> list[str]:
    """A text in lower case, cut up, without punctuation."""
    return _SEGMENT.findall(_bare(text))


def span_f1(answer: str, span: str) -> float:
    """F1 over the longest common run of segments: precision in ``span``, recall in ``answer``; 0 to 1."""
    gold, found = segments(answer), segments(span)
    run = SequenceMatcher(None, gold, found, autojunk=False).find_longest_match().size
    return 2 * run / (len(gold) + len(found)) if run else 0.0


def span_exact(answer: str, span: str) -> bool:
    """Whether both are the same in lower case without punctuation and outer space."""
    return _bare(answer) == _bare(span)


def _bare(text: str) -> str:
    return "".join(c for c in text.lower().strip() if c not in _PUNCTUATION)


def best_span_scores(answers: Sequence[str], span: str | None) -> tuple[float, float]:
    """``(exact match, F1)`` against the best of several answers; zeros where there is no span."""
    if not span or not answers:
        return 0.0, 0.0
    return float(any(span_exact(answer, span) for answer in answers)), max(span_f1(answer, span) for answer in answers)
