"""The answer without an LLM: the sentences that answer, quoted and cited."""

from collections.abc import Callable, Mapping, Sequence

from ..corpus.normalize import normalize
from ..corpus.types import Document
from .draft import Draft, flat
from .evidence import Evidence
from .figures import figures
from .question import Question
from .quoting import focus, quote_span
from .spans import find_span
from .types import Citation

# A reply is at most this many characters.
REPLY = 200
# A second sentence joins when it is nearly as good; this much worse it mostly repeats or strays. With a reader scores
# are log-odds of answering, without one retrieval's.
_NEAR, _NEAR_READ = 0.35, 0.5
# Words that a reply begins with: more is the sentence over again.
_LEAD = 40

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
    span = best_words(question, text, best, weights)
    # The words may run on into the next sentence.
    quote = quote_span(text, best.start, max(best.end, span[1] if span else 0), weights, span)
    citation = draft.cite(best.hit.passage, *quote)
    lead = None
    if span is not None:
        words = text[span[0] : span[1]]
        lead = Citation(citation.marker, best.hit.passage, span[0], span[1], words)
        fits = len(words) <= _LEAD and len(words) + quote[1] - quote[0] + 6 <= REPLY
        if question.kind in ("number", "time", "person", "place") and fits:
            draft.write(f"{flat(words)}。")
    draft.quote(citation)
    near = _NEAR_READ if best.spans else _NEAR
    for other in evidence[1:4]:
        if other.score < best.score - near:
            break
        if best.spans and not other.spans:
            continue
        other_text = lookup(other.hit.passage.doc_id).text
        around = (other.spans[0].start, other.spans[0].end) if other.spans else None
        start, end = quote_span(other_text, other.start, max(other.end, around[1] if around else 0), weights, around)
        if len(draft.text) + end - start + 6 <= REPLY:
            draft.quote(draft.cite(other.hit.passage, start, end))
    return lead


def best_words(question: Question, text: str, best: Evidence, weights: Mapping[str, float]) -> tuple[int, int] | None:
    """``(start, end)`` of the shortest words that answer: the reader's, or without one those that rules can tell."""
    ruled = None
    if not best.spans or question.kind in ("number", "time"):
        ruled = find_span(question, text, best.start, best.end, weights)
    asked = normalize(question.text)
    # A figure is wanted: words without one of the kind and unit asked for are not the answer.
    fitting = [
        s for s in best.spans if ruled is None or figures(question.kind, asked, normalize(text[s.start : s.end]))
    ]
    return (fitting[0].start, fitting[0].end) if fitting else ruled
