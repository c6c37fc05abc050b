"""The answer without an LLM: the sentences that answer, quoted and cited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..corpus.normalize import normalize
from ..corpus.types import Document
from ..index.segment import Segmenter
from .draft import Draft, flat
from .evidence import Evidence
from .figures import figures
from .question import Question
from .quoting import focus, quote_span
from .shaping import shaped
from .spans import find_span
from .types import Citation

# A reply is at most this many characters.
REPLY = 200
# A second sentence joins when it is nearly as good; this much worse it mostly repeats or strays. With a reader scores
# are log-odds of answering, without one retrieval's.
_NEAR, _NEAR_READ = 0.35, 0.5
# Words that a reply begins with: more is the sentence over again.
_LEAD = 40
# A reply begins with a reader's words only where they outweigh no answer by this much: of those that do .7 and more are
# right (F1 of .6 at least), of those below .4 (``EXPERIMENTS.md``).
_SURE = 4.0
_WORDLESS = ("why", "how", "yesno")

Lookup = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Words:
    """The shortest words that answer: offsets in the document, and whether a reply may begin with them."""

    start: int
    end: int
    sure: bool


def compose(
    question: Question,
    evidence: Sequence[Evidence],
    weights: Mapping[str, float],
    draft: Draft,
    lookup: Lookup,
    segmenter: Segmenter,
) -> Citation | None:
    """Writes the best sentence, and those beside it that are nearly as good and still fit.

    Returns:
        The shortest words that answer, as a citation with the marker of the quote that holds them; None where unknown.
    """
    weights = focus(question.text, weights)
    best = evidence[0]
    text = lookup(best.hit.passage.doc_id).text
    words = best_words(question, text, best, weights, segmenter)
    around = (words.start, words.end) if words else None
    # The words may run on into the next sentence.
    quote = quote_span(text, best.start, max(best.end, words.end if words else 0), weights, around)
    citation = draft.cite(best.hit.passage, *quote)
    lead = None
    if words is not None:
        said = text[words.start : words.end]
        lead = Citation(citation.marker, best.hit.passage, words.start, words.end, said)
        if words.sure and len(said) <= _LEAD and len(said) + quote[1] - quote[0] + 6 <= REPLY:
            draft.write(f"{flat(said)}。")
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


def best_words(
    question: Question, text: str, best: Evidence, weights: Mapping[str, float], segmenter: Segmenter
) -> Words | None:
    """The shortest words that answer: the reader's, or without one those that rules can tell."""
    typed = question.kind in ("number", "time")
    ruled = None
    if not best.spans or typed:
        ruled = find_span(question, text, best.start, best.end, weights)
    asked = normalize(question.text)
    # A figure is wanted: words without one of the kind and unit asked for are not the answer.
    fitting = [
        s for s in best.spans if ruled is None or figures(question.kind, asked, normalize(text[s.start : s.end]))
    ]
    if fitting:
        first = fitting[0]
        place = shaped(question, text, (best.start, best.end), (first.start, first.end), segmenter)
        return Words(*place, first.score >= _SURE and question.kind not in _WORDLESS)
    if ruled is None:
        return None
    return Words(*ruled, not best.spans and (typed or question.kind in ("person", "place")))
