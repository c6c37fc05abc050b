"""Answers and hits as JSON, under the names that predictions, ``--json`` and the API share."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..corpus.types import Document, Passage
from ..index.rows import DocumentInfo
from ..index.types import Hit
from .types import Answer, Checked, Citation


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """A citation; ``field`` is there only where a document's own field is quoted."""
    passage = citation.passage
    value = {
        "marker": citation.marker,
        "doc_id": passage.doc_id,
        "passage_id": passage.passage_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "heading_path": list(passage.heading_path),
        "ordinal": passage.ordinal,
    }
    if passage.page is not None:
        value["page"] = passage.page
    if citation.field is not None:
        value["field"] = citation.field
    return value


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """A passage; ``page`` is there only where there is one."""
    value = {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "heading_path": list(passage.heading_path),
        "ordinal": passage.ordinal,
    }
    return value if passage.page is None else {**value, "page": passage.page}


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """A hit: its passage and its score."""
    return {**passage_to_json(hit.passage), "score": round(hit.score, 6)}


def hits_to_json(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Hits, best first."""
    return [hit_to_json(hit) for hit in hits]


def checked_to_json(sentence: Checked) -> dict[str, Any]:
    """A sentence of an LLM, the markers of the citations that it names, and what they say to it."""
    return {"text": sentence.text, "markers": list(sentence.markers), "verdict": sentence.verdict}


def info_to_json(info: DocumentInfo) -> dict[str, Any]:
    """A document as a list shows it; where its file is on this machine is left out."""
    names = ("doc_id", "title", "shipped", "characters", "passages", "encoding")
    return {name: getattr(info, name) for name in names}


def document_to_json(document: Document) -> dict[str, Any]:
    """A document, whole; the places of all citations are in its ``text``."""
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "text": document.text,
        "sections": [asdict(section) for section in document.sections],
        "fields": dict(document.fields),
    }


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """An answer; ``span`` is the text of the shortest words that answer, or null."""
    return {
        "question": answer.question,
        "rewritten_question": answer.rewritten_question,
        "answer": answer.text,
        "span": answer.span.quote if answer.span else None,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "kind": answer.kind,
        "probability": round(answer.probability, 6),
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "sentences": [checked_to_json(sentence) for sentence in answer.sentences],
        "note": answer.note,
        "hits": hits_to_json(answer.hits),
        "timings": {stage: round(value, 3) for stage, value in answer.timings.items()},
    }
