"""Bring your own: the drawer where documents are added, chosen, removed; and the one with the settings."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from ..corpus.errors import YinwenError
from ..corpus.readers import READABLE
from ..index.uploads import Upload
from .files_view import Progress, render_files, render_states
from .room import Chosen, ReadingRoom
from .texts import Texts

LARGEST = "50mb"
"""Of a file that is uploaded."""
MOST = 200
"""Files of one upload."""

_EVENTS = """
const boxes = () => [...element.querySelectorAll('input.asked')];
const docOf = (node) => node.closest('li').dataset.doc;
const choose = () => trigger('choose', {docs: boxes().filter((box) => box.checked).map(docOf)});
element.addEventListener('change', (event) => {
  if (event.target.matches('.every')) boxes().forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches('.asked')) element.querySelector('.every').checked = boxes().every((box) => box.checked);
  if (event.target.matches('.every, .asked')) choose();
});
element.addEventListener('input', (event) => {
  if (!event.target.matches('.filter')) return;
  const wanted = event.target.value.trim().toLowerCase();
  element.querySelectorAll('li').forEach((row) => { row.hidden = !row.dataset.words.toLowerCase().includes(wanted); });
});
element.addEventListener('click', (event) => {
  const show = event.target.closest('.show'), remove = event.target.closest('.remove');
  if (show) trigger('show', {doc: docOf(show)});
  if (remove && window.confirm(remove.dataset.confirm)) trigger('remove', {doc: docOf(remove)});
});
"""


class FilesPanel:
    """The drawer of documents: its components, made within the page's Blocks, and its events."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room, self._texts = room, room.texts
        self.chosen = gr.State(None)
        with gr.Column(elem_id="yw-files", elem_classes="drawer", min_width=0):
            hint = self._texts.drop.format(" ".join(READABLE))
            gr.HTML(f'<p class="hint">{hint}</p>', apply_default_css=False, js_on_load=None)
            self.upload = gr.File(
                label=hint,
                show_label=False,
                file_count="multiple",
                file_types=list(READABLE),
                height=150,
                elem_id="yw-upload",
            )
            self.states = gr.HTML("", elem_id="yw-states", apply_default_css=False, js_on_load=None)
            self.files = gr.HTML("", elem_id="yw-list", apply_default_css=False, js_on_load=_EVENTS)

    def wire(self, chooser: Any, pane: Any, scope: Any, quiet: dict[str, Any]) -> None:
        """Connects the drawer with the page.

        Args:
            chooser: The list of documents in the header.
            pane: The open document.
            scope: Says beside the question box how many documents are asked.
            quiet: What all events of the page have.
        """
        shown = [self.chosen, self.files, scope]
        self.upload.upload(
            self.add, [self.upload, self.chosen], [self.upload, self.states, *shown, chooser, pane],
            concurrency_limit=1, concurrency_id="write", **quiet,
        )  # fmt: skip
        self.files.remove(
            self.remove, [self.chosen, chooser], [self.states, *shown, chooser, pane],
            concurrency_limit=1, concurrency_id="write", **quiet,
        )  # fmt: skip
        self.files.choose(self.choose, None, [self.chosen, scope], **quiet)
        self.files.show(self._show, None, [chooser, pane], **quiet)

    def listed(self, chosen: Chosen) -> tuple[Chosen, str, str]:
        """What of the chosen is still there, the list, and what is said beside the question box."""
        infos = self._room.assistant.documents()
        there = [info.doc_id for info in infos]
        kept = None if chosen is None else [doc_id for doc_id in chosen if doc_id in there]
        kept = None if kept is not None and len(kept) == len(there) else kept
        return kept, render_files(infos, kept, self._texts), said_scope(kept, self._texts)

    def add(self, paths: Sequence[str] | None, chosen: Chosen) -> Iterator[tuple[Any, ...]]:
        """Files are uploaded: read one by one, each can be asked as soon as it is in; their copies are deleted then."""
        files = [Path(path) for path in paths or ()]
        states = [Progress(file.name, "waiting") for file in files[:MOST]]
        states += [Progress(file.name, "failed", self._texts.too_many.format(MOST)) for file in files[MOST:]]
        first = None
        for number, file in enumerate(files[:MOST]):
            states[number] = Progress(file.name, "reading")
            yield (gr.skip(), render_states(states, self._texts), *(gr.skip(),) * 5)
            states[number], doc_id = self._read(file)
            first = first or doc_id
            if doc_id is not None and chosen is not None and doc_id not in chosen:
                chosen = [*chosen, doc_id]
        for file in files:
            with suppress(OSError):
                file.unlink()
        chosen, listed, scope = self.listed(chosen)
        chooser, pane = self._room.opened(first) if first else (gr.skip(), gr.skip())
        yield None, render_states(states, self._texts), chosen, listed, scope, chooser, pane

    def _read(self, file: Path) -> tuple[Progress, str | None]:
        try:
            report = self._room.assistant.upload([Upload(file.name, file)])
        except Exception as error:
            return Progress(file.name, "failed", self._room.said(error)), None
        for _, failure in report.failed:
            return Progress(file.name, "failed", self._room.said(failure)), None
        if report.added:
            return Progress(file.name, "added"), report.added[0]
        if report.updated:
            return Progress(file.name, "updated"), report.updated[0]
        return Progress(file.name, "unchanged"), report.unchanged[0]

    def remove(self, chosen: Chosen, opened: str | None, event: gr.EventData) -> tuple[Any, ...]:
        """A document is removed: it answers no more."""
        doc_id, said = str(event.doc), ""
        try:
            self._room.assistant.remove([doc_id])
        except YinwenError as error:
            said = render_states([Progress(doc_id, "failed", self._room.said(error))], self._texts)
        chosen, listed, scope = self.listed(chosen)
        return said, chosen, listed, scope, *self._room.opened(None if opened == doc_id else opened)

    def choose(self, event: gr.EventData) -> tuple[Chosen, str]:
        """Documents are chosen to be asked."""
        chosen, _, scope = self.listed([str(doc_id) for doc_id in event.docs])
        return chosen, scope

    def _show(self, event: gr.EventData) -> tuple[Any, Any]:
        return self._room.opened(str(event.doc))


def said_scope(chosen: Chosen, texts: Texts) -> str:
    """Beside the question box: how many documents are asked, where not all are."""
    if chosen is None:
        return ""
    return f'<p class="scope">{(texts.only.format(len(chosen)) if chosen else texts.none_chosen)}</p>'


def strictness_control(texts: Texts, default: str) -> gr.Radio:
    """The drawer of settings: when the documents are said to be silent."""
    with gr.Column(elem_id="yw-settings", elem_classes="drawer", min_width=0):
        return gr.Radio(
            [(label, value) for value, label in texts.strictness.items()],
            value=default,
            label=texts.strictness_label,
            elem_id="yw-strictness",
        )
