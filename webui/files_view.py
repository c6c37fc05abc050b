"""The list of documents and the states of an upload as HTML; names and titles are only text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from .document_view import escape
from .texts import ZH, Texts

State = Literal["waiting", "reading", "added", "updated", "unchanged", "failed"]

# From so many documents on the list can be filtered.
FILTERED = 6


class DocumentInfo(Protocol):
    """A document as the list shows it."""

    @property
    def doc_id(self) -> str:
        """Its name in the index."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def characters(self) -> int:
        """How long it is."""

    @property
    def passages(self) -> int:
        """In how many passages it is searched."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of one file of an upload; ``why`` where it failed."""

    name: str
    state: State
    why: str = ""


def render_states(files: Sequence[Progress], texts: Texts = ZH) -> str:
    """A line for each file of an upload."""
    if not files:
        return ""
    return f'<ul class="states" role="status">{"".join(_state(file, texts) for file in files)}</ul>'


def _state(file: Progress, texts: Texts) -> str:
    why = f'<span class="why">{escape(file.why)}</span>' if file.why else ""
    return (
        f'<li class="{file.state}"><span class="name">{escape(file.name)}</span>'
        f'<span class="state">{escape(texts.upload_states[file.state])}</span>{why}</li>'
    )


def render_files(infos: Sequence[DocumentInfo], chosen: Collection[str] | None, texts: Texts = ZH) -> str:
    """The documents, each with a box (asked or not) and a button that removes it.

    Args:
        infos: All documents.
        chosen: Those that are asked; None for all.
        texts: The page's words.
    """
    if not infos:
        return f'<p class="nothing">{escape(texts.no_document)}</p>'
    asked = len(infos) if chosen is None else len(chosen)
    every = (
        f'<label class="all"><input type="checkbox" class="every"{" checked" if asked == len(infos) else ""}>'
        f"{escape(texts.all_documents)}</label>"
    )
    search = (
        f'<input type="search" class="filter" placeholder="{escape(texts.filter)}" aria-label="{escape(texts.filter)}">'
        if len(infos) >= FILTERED
        else ""
    )
    rows = "".join(_row(info, chosen is None or info.doc_id in chosen, texts) for info in infos)
    return f'<div class="listed"><div class="over">{every}{search}</div><ul class="files">{rows}</ul></div>'


def _row(info: DocumentInfo, asked: bool, texts: Texts) -> str:
    doc_id, title = escape(info.doc_id), escape(" ".join(info.title.split()) or info.doc_id)
    named = f'<span class="id">{doc_id}</span>' if title != doc_id else ""
    size = escape(texts.size.format(info.characters, info.passages))
    return (
        f'<li data-doc="{doc_id}" data-words="{title} {doc_id}"><label><input type="checkbox" class="asked"'
        f'{" checked" if asked else ""} aria-label="{escape(texts.ask_this.format(info.title))}"></label>'
        f'<button type="button" class="show"><span class="title">{title}</span>{named}<span class="size">{size}</span></button>'
        f'<button type="button" class="remove" aria-label="{escape(texts.remove.format(info.title))}" '
        f'data-confirm="{escape(texts.confirm_remove.format(info.title))}">×</button></li>'
    )
