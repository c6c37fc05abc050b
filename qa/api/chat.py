"""``/v1/chat/completions``. The model ``yinwen`` quotes; ``yinwen-llm`` lets the LLM that is set up write.

A reply is sent once it is whole and checked, streamed or not: what was streamed can't be taken back.
"""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import regex
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ...corpus.errors import Language
from ..assistant import Assistant
from ..serialise import citation_to_json
from ..types import Answer
from .asking import check_within
from .bodies import ChatBody
from .events import HEADERS
from .gate import Gate
from .language import spoken
from .models import LLM, chat_models, check_model

_MARKER = regex.compile(r"〔(\d+)〕")


def chat_router(assistant: Assistant, gate: Gate) -> APIRouter:
    """The route that answers OpenAI's clients."""
    router = APIRouter()

    @router.post("/v1/chat/completions")
    async def complete(body: ChatBody, request: Request) -> Response:
        language = spoken(request, body.language)
        check_model(body.model, chat_models(assistant))
        answer = await gate.run(lambda: _answer(assistant, body, language))
        reply = _Reply(body.model, answer, str(request.base_url))
        if body.stream:
            return StreamingResponse(reply.events(), media_type="text/event-stream", headers=HEADERS)
        return JSONResponse(reply.whole())

    return router


def _answer(assistant: Assistant, body: ChatBody, language: Language) -> Answer:
    check_within(assistant, body.within)
    question, history = body.asked()
    return assistant.ask(
        question,
        history,
        within=body.within,
        language=language,
        strictness=body.strictness,
        llm=body.model == LLM,
    )


class _Reply:
    """One answer as a completion or as its chunks."""

    def __init__(self, model: str, answer: Answer, base: str) -> None:
        self._answer, self._base = answer, base
        self._about = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}
        self._more = {
            "citations": [citation_to_json(citation) for citation in answer.citations],
            "abstained": answer.abstained,
            "note": answer.note,
        }

    def whole(self) -> dict[str, Any]:
        """The completion."""
        message = {
            "role": "assistant",
            "content": self._answer.text,
            "refusal": None,
            "annotations": self._annotations(),
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {**self._about, "object": "chat.completion", "choices": [choice], **self._more}

    def events(self) -> Iterator[str]:
        """The chunks: the role, the text line by line, then annotations, citations and the end."""
        yield self._chunk({"role": "assistant", "content": ""})
        for line in self._answer.text.splitlines(keepends=True):
            yield self._chunk({"content": line})
        yield self._chunk({"annotations": self._annotations()}, "stop", self._more)
        yield "data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, more: dict[str, Any] | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        chunk = {**self._about, "object": "chat.completion.chunk", "choices": [choice], **(more or {})}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def _annotations(self) -> list[dict[str, Any]]:
        """One for each marker in the text, as OpenAI's ``url_citation``, with the citation itself beside it."""
        by_marker = {citation.marker: citation for citation in self._answer.citations}
        found = []
        for marker in _MARKER.finditer(self._answer.text):
            citation = by_marker.get(int(marker[1]))
            if citation is None:
                continue
            passage = citation.passage
            place = {
                "start_index": marker.start(),
                "end_index": marker.end(),
                "title": " › ".join((passage.doc_id, *passage.heading_path)),
                "url": f"{self._base}api/passages/{quote(passage.passage_id)}",
            }
            found.append({"type": "url_citation", "url_citation": place, "citation": citation_to_json(citation)})
        return found
