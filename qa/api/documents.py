"""``/api/documents`` and ``/api/passages``."""

from typing import Any

import regex
from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from ...corpus.errors import NoSuchDocumentError
from ...corpus.readers import read_text
from ...index.exact import forget
from ...index.library import Library
from ..assistant import Assistant
from ..passages import read_passage
from ..serialise import document_to_json, info_to_json, passage_to_json
from .bodies import DocumentBody
from .errors import ApiError
from .gate import Gate

_MARKDOWN = (".md", ".markdown")


def documents_router(assistant: Assistant) -> APIRouter:
    """The routes by which documents are seen, added and removed; writers go one after the other."""
    router, writing = APIRouter(), Gate(at_once=1)

    @router.get("/api/documents")
    def documents() -> dict[str, Any]:
        return {"documents": [info_to_json(info) for info in assistant.documents()]}

    @router.post("/api/documents")
    async def add(body: DocumentBody) -> Response:
        name = _checked(body.name)
        status, value = await writing.run(lambda: _stored(assistant.library, name, body.text))
        return JSONResponse(value, 201 if status == "added" else 200)

    @router.get("/api/documents/{doc_id:path}")
    def document(doc_id: str) -> dict[str, Any]:
        return document_to_json(assistant.document(doc_id))

    @router.delete("/api/documents/{doc_id:path}")
    async def remove(doc_id: str) -> dict[str, Any]:
        await writing.run(lambda: assistant.library.remove([doc_id]))
        return {"doc_id": doc_id, "status": "removed"}

    @router.get("/api/passages/{passage_id:path}")
    def passage(passage_id: str) -> dict[str, Any]:
        try:
            return passage_to_json(read_passage(assistant, passage_id).passage)
        except NoSuchDocumentError as error:
            raise ApiError(
                404,
                "not_found",
                f"索引里没有段落 {passage_id}；编号里的 # 在网址中要写成 %23。",
                f"The index holds no passage {passage_id}; the # of its id is written %23 in an address.",
            ) from error

    return router


def _stored(library: Library, name: str, text: str) -> tuple[str, dict[str, Any]]:
    """Stores a text under its name, in place of what had it: ``added``, ``updated`` or ``unchanged``, and its info."""
    document = read_text(text, name, f"api:{name}", markdown=name.lower().endswith(_MARKDOWN))
    before = {info.doc_id: info.content for info in library.documents() if not info.shipped}
    with library.writing() as writer:
        writer.put_documents([document])
    info = next(info for info in library.documents() if info.doc_id == name)
    status = "added" if name not in before else "unchanged" if before[name] == info.content else "updated"
    if status == "updated":
        forget(library.home)
    return status, {**info_to_json(info), "status": status}


def _checked(name: str) -> str:
    """A name that is the same in an address as here.

    Raises:
        ApiError: It is none.
    """
    parts = name.split("/")
    if regex.search(r"\p{C}", name) or name != name.strip() or any(part in ("", ".", "..") for part in parts):
        raise ApiError(
            400,
            "bad_name",
            "name 不能用作文件名；请用像 笔记/会议.md 这样的名字，开头没有斜杠，里面没有 .. 和控制字符。",
            "The name can't be a document's; use one like notes/meeting.md, without a leading slash, .. or control characters.",
        )
    return name
