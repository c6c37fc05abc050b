"""The answer with an LLM: what it wrote, checked and cited; or, where it fails, the extractive one and why."""

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from ...corpus.errors import Language, LlmError
from ...corpus.types import Document, Passage
from ...index.types import Encoder
from ..draft import verify
from ..inquiry import since
from ..texts import not_said
from ..types import Answer, Checker, Citation
from .citing import citations
from .failures import ReplyError, fallen_back, found_nothing, not_asked
from .markers import canonical, cited, existing
from .marking import mark
from .prompt import abstains, messages
from .settings import LlmSettings
from .stop import Stop
from .writing import Written

# Passages that an LLM is given, and their characters: a local model reads some hundred tokens a second.
PASSAGES, CHARACTERS = 8, 8000


@dataclass(frozen=True, slots=True)
class Sources:
    """What an LLM is given, and the documents that its quotes are taken from, as they were when the question was asked.

    Attributes:
        passages: Those that the extractive answer quotes, then the best of the others.
        documents: By doc_id.
    """

    passages: tuple[Passage, ...]
    documents: Mapping[str, Document]

    @classmethod
    def of(cls, answer: Answer, lookup: Callable[[str], Document]) -> Self:
        """The sources of an extractive answer; none where the LLM is not to be asked."""
        if answer.kind != "answer":
            return cls((), {})
        found = [c.passage for c in answer.citations] + [hit.passage for hit in answer.hits]
        chosen: dict[str, Passage] = {}
        for passage in found:
            size = sum(len(one.text) for one in chosen.values()) + len(passage.text)
            if len(chosen) < PASSAGES and (size <= CHARACTERS or not chosen):
                chosen.setdefault(passage.passage_id, passage)
        passages = tuple(chosen.values())
        return cls(passages, {one.doc_id: lookup(one.doc_id) for one in passages})


class LlmAnswerer:
    """Lets an LLM answer from the passages that were found.

    Where the documents don't say by the judgement made without it, the LLM is not asked: what it would say could rest on
    nothing but passages already judged not to answer, and a refusal that a fluent reply can overturn is none. It is not
    asked either where the answer comes from a document's structure.

    Args:
        settings: The server; checked.
        checker: Holds each sentence against the passages.
        encoder: Finds the sentence meant where it shares no words with the reply.
        language: Of what is neither quoted nor the LLM's.
        stop: Ends the request.
    """

    def __init__(
        self,
        settings: LlmSettings,
        checker: Checker,
        encoder: Encoder,
        language: Language,
        stop: Stop | None = None,
    ) -> None:
        self._settings, self._checker, self._encoder, self._language = settings, checker, encoder, language
        self._stop = stop or Stop()

    def write(self, extractive: Answer, sources: Sources) -> Written:
        """Asks, and makes the answer.

        Args:
            extractive: The answer without an LLM.
            sources: Of it.

        Raises:
            LlmError: The ``openai`` package is not installed.
            DamagedError: A quote does not stand where its citation says.
        """
        if not sources.passages:
            return replace(extractive, note=not_asked(extractive.kind, self._language))
        began = time.perf_counter()
        try:
            reply = canonical((yield from self._ask(extractive.rewritten_question, sources)))
            asked = since(began)
            answer = self._answer(reply, extractive, sources)
        except ReplyError as failure:
            note = fallen_back(failure, self._settings.host, self._language)
            return replace(extractive, note=note, timings={**extractive.timings, "llm": since(began)})
        timings = {**extractive.timings, "llm": asked, "check": since(began) - asked}
        return replace(answer, timings=timings)

    def _ask(self, question: str, sources: Sources) -> Generator[str, None, str]:
        try:
            from .client import stream
        except ModuleNotFoundError as missing:
            raise LlmError(
                f"用大模型还需要安装 {missing.name}；请运行 pip install 'yinwen[llm]'。",
                f"An LLM needs {missing.name} as well; run pip install 'yinwen[llm]'.",
            ) from missing
        return (yield from stream(self._settings, messages(question, sources.passages, sources.documents), self._stop))

    def _answer(self, reply: str, extractive: Answer, sources: Sources) -> Answer:
        count = len(sources.passages)
        if abstains(reply):
            reason = found_nothing(self._settings.host, count, self._language)
            text = not_said((), self._language)[0]
            return replace(
                extractive, text=text, span=None, citations=(), abstained=True, reason=reason, kind="abstain"
            )
        numbers = cited(reply, count)
        if not numbers:
            raise ReplyError("uncited")
        checked = self._checker.check(existing(reply, count), sources.passages)
        text, sentences = mark(reply, checked, count, self._language)
        quoted = citations(numbers, sentences, sources.passages, sources.documents, self._encoder)
        verify(list(quoted), sources.documents.__getitem__)
        return replace(extractive, text=text, span=_span(extractive, quoted), citations=quoted, sentences=sentences)


def _span(extractive: Answer, quoted: tuple[Citation, ...]) -> Citation | None:
    """The words that answer by the reader's judgement, where the LLM cites the sentence that they stand in."""
    span = extractive.span
    if span is None:
        return None
    for one in quoted:
        if one.passage.doc_id == span.passage.doc_id and one.start <= span.start and span.end <= one.end:
            return replace(span, marker=one.marker)
    return None
