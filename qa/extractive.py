"""The answer without an LLM: the sentences that answer, quoted and cited."""

from collections.abc import Callable, Mapping, Sequence

from ..corpus.types import Document
from .draft import Draft, flat
from .evidence import Evidence
from .question import Question
from .quoting import focus, quote_span
from .spans import find_span
from .types import Citation

# A reply is at most this many characters.
REPLY = 200
# A second sentence joins when it is nearly as good; this much worse it mostly repeats or strays.
_NEAR = 0.35

Lookup = Callable[[str], Document]


def compose(
    question: Question, evidence: Sequence[Evidence], weights: Mapping[str, float], draft: Draft, lookup: Lookup
) -> Citation | None:
    """Writes the best sentence, and those beside it that are nearly as good and still fit.

    Returns:
        The shortest words that answer, as a citation with the marker of the quote that holds them; None where unknown.
    """
    weights = focus(question.text, weights)
    best = evidence[0]
    text = lookup(best.hit.passage.doc_id).text
    span = find_span(question, text, best.start, best.end, weights)
    quote = quote_span(text, best.start, best.end, weights, span)
    citation = draft.cite(best.hit.passage, *quote)
    lead = None
    if span is not None:
        words = text[span[0] : span[1]]
        lead = Citation(citation.marker, best.hit.passage, span[0], span[1], words)
        fits = len(words) + quote[1] - quote[0] + 6 <= REPLY
        if question.kind in ("number", "time") and fits:
            draft.write(f"{flat(words)}。")
    draft.quote(citation)
    for other in evidence[1:4]:
        if other.score < best.score - _NEAR:
            break
        other_text = lookup(other.hit.passage.doc_id).text
        start, end = quote_span(other_text, other.start, other.end, weights)
        if len(draft.text) + end - start + 6 <= REPLY:
            draft.quote(draft.cite(other.hit.passage, start, end))
    return lead
