"""Answers and hits as text for a terminal."""

from collections.abc import Callable, Sequence

from ..corpus.errors import Language
from ..corpus.passages import location
from ..index.types import Hit
from .draft import flat
from .texts import checked_in_all
from .types import Answer

# Passages shown under a refusal.
NEAREST = 3
_EXCERPT = 100


def render_answer(answer: Answer, title: Callable[[str], str], language: Language) -> str:
    """The reply, then one line a citation; under a refusal the nearest passages."""
    lines = []
    if answer.rewritten_question != answer.question.strip():
        lines.append(("理解为：" if language == "zh" else "Understood as: ") + answer.rewritten_question)
    if answer.note:
        lines.append(answer.note)
    lines.append(answer.text)
    lines += _citations(answer, title, language)
    if answer.abstained:
        if answer.reason:
            lines.append(answer.reason)
        if answer.hits:
            lines.append("最接近的段落：" if language == "zh" else "Nearest passages:")
            lines.append(render_hits(answer.hits[:NEAREST], title, language))
    return "\n".join(lines)


def render_checked(answer: Answer, title: Callable[[str], str], language: Language) -> str:
    """What follows a draft that the user has seen: the verdicts and the quotes; or the answer, where it is another."""
    if not answer.sentences:
        return render_answer(answer, title, language)
    count = len(answer.sentences)
    failed = sum(sentence.verdict != "supported" for sentence in answer.sentences)
    lines = [checked_in_all(count, failed, language)]
    if failed:
        lines.append(answer.text)
    return "\n".join([*lines, *_citations(answer, title, language)])


def _citations(answer: Answer, title: Callable[[str], str], language: Language) -> list[str]:
    """A line a citation; under an LLM's words also the source's own."""
    lines = []
    for citation in answer.citations:
        place = location(citation.passage, title(citation.passage.doc_id), language)
        lines.append(f"  〔{citation.marker}〕{place}  [{citation.start}:{citation.end}]")
        if answer.sentences:
            lines.append(f"    “{flat(citation.quote)}”")
    return lines


def render_hits(hits: Sequence[Hit], title: Callable[[str], str], language: Language) -> str:
    """One line of place and one of text for each hit."""
    lines = []
    for hit in hits:
        lines.append(f"  {location(hit.passage, title(hit.passage.doc_id), language)}  ({hit.score:.2f})")
        text = flat(hit.passage.text)
        lines.append("    " + (text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"))
    return "\n".join(lines)
