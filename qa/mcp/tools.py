"""The tools: each gives readable text, and as structured content what the command's ``--json`` prints."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field
from typing_extensions import TypedDict

from ...corpus.errors import Language, YinwenError
from ...corpus.types import Passage
from ..async_assistant import AsyncAssistant
from ..passages import check_documents, find_titled, read_passage
from ..serialise import answer_to_json, hits_to_json, passage_to_json
from ..strictness import Strictness
from .texts import TEXTS, answer_text, around_text, documents_text, found_text

Result = Annotated[CallToolResult, dict[str, Any]]
"""With structured content."""
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class Message(TypedDict):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


def build_server(assistant: AsyncAssistant, language: Language, version: str = "") -> MCPServer:
    """A server with the four tools; nothing in it writes, and none of them asks an LLM.

    Args:
        assistant: What answers; closing it is the caller's.
        language: Of the tools' descriptions and of what is not quoted.
        version: Of this program.
    """
    server: MCPServer = MCPServer(
        "yinwen",
        title="引文 yinwen",
        instructions=TEXTS[language]["instructions"],
        version=version,
        log_level="WARNING",
        subscriptions=False,
    )
    for tool in (_ask(assistant, language), _search(assistant, language), _read(assistant, language)):
        _add(server, tool, language)
    _add(server, _documents(assistant, language), language)
    return server


def _add(server: MCPServer, tool: Callable[..., Awaitable[CallToolResult]], language: Language) -> None:
    name = tool.__name__
    server.add_tool(tool, name, description=TEXTS[language][name], annotations=_READS, structured_output=True)


def _ask(assistant: AsyncAssistant, language: Language) -> Callable[..., Awaitable[CallToolResult]]:
    text = TEXTS[language]

    async def ask(
        question: Annotated[str, Field(description=text["question"])],
        history: Annotated[list[str | Message] | None, Field(description=text["history"])] = None,
        documents: Annotated[list[str] | None, Field(description=text["within"])] = None,
        strictness: Annotated[Strictness | None, Field(description=text["strictness"])] = None,
    ) -> Result:
        async def answered() -> CallToolResult:
            titles = {info.doc_id: info.title for info in await assistant.documents()}
            check_documents(titles, documents)
            answer = await assistant.ask(
                question, history or (), within=documents, language=language, strictness=strictness
            )
            # One that was added or removed meanwhile is called by its id.
            readable = answer_text(answer, lambda doc_id: titles.get(doc_id, doc_id), language)
            return _result(readable, answer_to_json(answer))

        return await _told(answered(), language)

    return ask


def _search(assistant: AsyncAssistant, language: Language) -> Callable[..., Awaitable[CallToolResult]]:
    text = TEXTS[language]

    async def search(
        query: Annotated[str, Field(description=text["query"])],
        k: Annotated[int, Field(description=text["k"], ge=1, le=100)] = 10,
        documents: Annotated[list[str] | None, Field(description=text["within"])] = None,
    ) -> Result:
        async def found() -> CallToolResult:
            hits = await assistant.run(find_titled, query, k, documents)
            value = {"query": query, "hits": hits_to_json([one.hit for one in hits])}
            return _result(found_text(hits, language), value)

        return await _told(found(), language)

    return search


def _read(assistant: AsyncAssistant, language: Language) -> Callable[..., Awaitable[CallToolResult]]:
    text = TEXTS[language]

    async def read_passage_tool(
        passage_id: Annotated[str, Field(description=text["passage_id"])],
        neighbours: Annotated[int, Field(description=text["neighbours"], ge=0, le=20)] = 0,
    ) -> Result:
        async def read() -> CallToolResult:
            around = await assistant.run(read_passage, passage_id, neighbours)

            def listed(passages: tuple[Passage, ...]) -> list[dict[str, Any]]:
                return [passage_to_json(passage) for passage in passages]

            value = {
                "title": around.title,
                "passage": passage_to_json(around.passage),
                "before": listed(around.before),
                "after": listed(around.after),
            }
            return _result(around_text(around, language), value)

        return await _told(read(), language)

    read_passage_tool.__name__ = "read_passage"
    return read_passage_tool


def _documents(assistant: AsyncAssistant, language: Language) -> Callable[..., Awaitable[CallToolResult]]:
    async def documents() -> Result:
        async def listed() -> CallToolResult:
            # Without ``source``: where files lie on this machine is no matter of whoever asks.
            names = ("doc_id", "title", "shipped", "characters", "passages")
            infos = [{name: getattr(info, name) for name in names} for info in await assistant.documents()]
            return _result(documents_text(infos, language), {"documents": infos})

        return await _told(listed(), language)

    return documents


def _result(text: str, value: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=value)


async def _told(result: Awaitable[CallToolResult], language: Language) -> CallToolResult:
    """An error of ours as the tool's error, in its one sentence."""
    try:
        return await result
    except YinwenError as error:
        text = TextContent(type="text", text=error.message(language))
        return CallToolResult(content=[text], is_error=True)
