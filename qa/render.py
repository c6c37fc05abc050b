"""Answers and hits as text for a terminal."""

from collections.abc import Callable, Sequence

from ..corpus.errors import Language
from ..corpus.passages import location
from ..index.types import Hit
from .draft import flat
from .types import Answer

# Passages shown under a refusal.
NEAREST = 3
_EXCERPT = 100


def render_answer(answer: Answer, title: Callable[[str], str], language: Language) -> str:
    """The reply, then one line a citation; under a refusal the nearest passages."""
    lines = []
    if answer.rewritten_question != answer.question.strip():
        lines.append(("理解为：" if language == "zh" else "Understood as: ") + answer.rewritten_question)
    lines.append(answer.text)
    for citation in answer.citations:
        place = location(citation.passage, title(citation.passage.doc_id), language)
        lines.append(f"  〔{citation.marker}〕{place}  [{citation.start}:{citation.end}]")
    if answer.abstained:
        if answer.reason:
            lines.append(answer.reason)
        if answer.hits:
            lines.append("最接近的段落：" if language == "zh" else "Nearest passages:")
            lines.append(render_hits(answer.hits[:NEAREST], title, language))
    return "\n".join(lines)


def render_hits(hits: Sequence[Hit], title: Callable[[str], str], language: Language) -> str:
    """One line of place and one of text for each hit."""
    lines = []
    for hit in hits:
        lines.append(f"  {location(hit.passage, title(hit.passage.doc_id), language)}  ({hit.score:.2f})")
        text = flat(hit.passage.text)
        lines.append("    " + (text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"))
    return "\n".join(lines)
