"""One answer against its gold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...corpus.normalize import normalize
from ...corpus.types import Document
from ..types import Answer, Citation
from .citing import Attribution, attribute, verbatim
from .gold import Gold, contains
from .questions import GoldQuestion
from .spans import best_span_scores

State = Literal["right", "wrong", "refused", "answered", "error"]
"""What became of a question. ``answered`` is said where none should be, or where the right answer isn't known."""
Source = Callable[[str], Document]
"""A document by doc_id as it is read from its source, not from the index."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question came to. None means not measurable for this question.

    Attributes:
        error: The sentence of the error that stood in place of an answer.
        contained: Whether the reply holds the answer.
        exact: Exact match of the span, 0 or 1.
        f1: Character F1 of the span.
        quotes: How many quotes left, the span among them.
        quotes_exact: How many of them stand in the source exactly where they say.
        cited: How many citations.
        cited_right: How many of them stand in the gold.
        gold_cited: The share of the gold that is cited.
        verbatim: How its sentences cite, their own words standing in for entailment; None for a refusal.
        gold: The same, the gold standing in for entailment; None where there is none, too.
        milliseconds: From question to answer.
    """

    question: GoldQuestion
    error: str | None = None
    abstained: bool = False
    probability: float = 0.0
    length: int = 0
    contained: bool | None = None
    exact: float | None = None
    f1: float | None = None
    quotes: int = 0
    quotes_exact: int = 0
    cited: int = 0
    cited_right: int | None = None
    gold_cited: float | None = None
    verbatim: Attribution | None = None
    gold: Attribution | None = None
    milliseconds: float | None = None
    ranking: tuple[str, ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """What became of the question."""
        if self.error is not None:
            return "error"
        if self.abstained:
            return "refused"
        if self.contained is None:
            return "answered"
        return "right" if self.contained else "wrong"

    @property
    def right(self) -> bool | None:
        """Whether that is as it should be; None for a reply to a question of which the answer isn't known."""
        if self.error is not None:
            return False
        if not self.question.answerable:
            return self.abstained
        return False if self.abstained else self.contained


def judge(
    question: GoldQuestion, answer: Answer | None, gold: Gold, source: Source, error: str | None = None
) -> Outcome:
    """Scores one answer; without one (``error`` says why) what can be measured scores zero.

    Args:
        question: What was asked, with its gold.
        answer: The reply; None where an error stood in its place.
        gold: Where the gold stands.
        source: Reads a document anew, to check quotes against.
        error: The error's sentence.
    """
    relevant = relevant_items(question, gold)
    spans = span_answers(question, gold)
    exact, f1 = best_span_scores(spans, answer.span.quote if answer and answer.span and not answer.abstained else None)
    citations = answer.citations if answer else ()
    quoted = [*citations, *([answer.span] if answer and answer.span else [])]
    right, recalled = _cited(question, citations, gold)
    return Outcome(
        question=question,
        error=error,
        abstained=bool(answer and answer.abstained),
        probability=answer.probability if answer else 0.0,
        length=len(answer.text) if answer else 0,
        contained=_contained(question, answer),
        exact=exact if spans else None,
        f1=f1 if spans else None,
        quotes=len(quoted),
        quotes_exact=sum(quote_holds(citation, source(citation.passage.doc_id)) for citation in quoted),
        cited=len(citations),
        cited_right=right,
        gold_cited=recalled,
        verbatim=attribute(answer, verbatim) if answer and not answer.abstained else None,
        gold=_by_gold(question, answer, gold),
        milliseconds=answer.timings.get("total") if answer else None,
        ranking=_ranking(question, answer),
        relevant=relevant,
    )


def relevant_items(question: GoldQuestion, gold: Gold) -> Mapping[str, int]:
    """Documents by the qrels, else passages by the evidence; empty where nothing says."""
    if not question.answerable:
        return {}
    return question.relevant if question.relevant is not None else gold.passages(question)


def _ranking(question: GoldQuestion, answer: Answer | None) -> tuple[str, ...]:
    """What was found, best first; a document ranks by its best passage."""
    passages = [hit.passage for hit in answer.hits] if answer else []
    names = [p.passage_id if question.relevant is None else p.doc_id for p in passages]
    return tuple(dict.fromkeys(names))


def _contained(question: GoldQuestion, answer: Answer | None) -> bool | None:
    if not question.answerable or not question.answers:
        return None
    return answer is not None and not answer.abstained and contains(question, answer.text)


def span_answers(question: GoldQuestion, gold: Gold) -> tuple[str, ...]:
    """The answers that a span can equal: alternatives, or the only one wanted, that stand in the gold in one piece."""
    if not question.answerable or not (question.alternatives or len(question.answers) == 1):
        return ()
    if question.relevant:
        texts = [gold.texts[doc_id] for doc_id in question.relevant if doc_id in gold.texts]
    else:
        texts = [normalize(evidence) for evidence in question.evidence]
    return tuple(answer for answer in question.answers if any(normalize(answer) in text for text in texts))


def quote_holds(citation: Citation, document: Document) -> bool:
    """The law of the house: the quote is the source's text from ``start`` to ``end``, or the field that it names."""
    if citation.field is not None:
        held = document.title if citation.field == "title" else document.fields.get(citation.field)
        return held == citation.quote
    return document.text[citation.start : citation.end] == citation.quote


def _cited(question: GoldQuestion, citations: tuple[Citation, ...], gold: Gold) -> tuple[int | None, float | None]:
    """How many citations stand in the gold, and the share of the gold that is cited."""
    if not question.answerable:
        return None, None
    if question.relevant:
        cited = [citation.passage.doc_id for citation in citations]
        right = sum(doc_id in question.relevant for doc_id in cited)
        return right, len(set(cited) & set(question.relevant)) / len(question.relevant)
    if not question.evidence:
        return None, None
    shares = [[_in_evidence(citation, evidence, gold) for citation in citations] for evidence in question.evidence]
    return sum(map(any, zip(*shares, strict=True))), sum(map(any, shares)) / len(shares)


def _by_gold(question: GoldQuestion, answer: Answer | None, gold: Gold) -> Attribution | None:
    """How the sentences cite where a citation supports if it stands in the gold: in a piece of evidence; where none is
    given, in a relevant document with an answer among its words; where no answer is known, in a relevant document.
    """
    if answer is None or answer.abstained or not question.answerable:
        return None
    if not (question.evidence or question.answers or question.relevant):
        return None

    def supports(_: str, citations: Sequence[Citation]) -> bool:
        return any(_in_gold(citation, question, gold) for citation in citations)

    return attribute(answer, supports)


def _in_gold(citation: Citation, question: GoldQuestion, gold: Gold) -> bool:
    if question.relevant and citation.passage.doc_id not in question.relevant:
        return False
    if question.evidence:
        return any(_in_evidence(citation, evidence, gold) for evidence in question.evidence)
    return not question.answers or any(verbatim(answer, [citation]) for answer in question.answers)


def _in_evidence(citation: Citation, evidence: str, gold: Gold) -> bool:
    if citation.field is not None:
        mine, theirs = normalize(citation.quote), normalize(evidence)
        return mine in theirs or theirs in mine
    return any(place.overlaps(citation.passage.doc_id, citation.start, citation.end) for place in gold.places(evidence))
