"""The tools, called by the SDK's own client."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import CallToolResult, TextContent

from yinwen.corpus.errors import Language
from yinwen.index.library import Library
from yinwen.qa import Assistant, AsyncAssistant
from yinwen.qa.mcp.tools import build_server
from yinwen.qa.serialise import answer_to_json, hits_to_json

QUESTION = "长江十年禁渔从什么时候开始？"


@pytest.fixture
def small(library: Library, folder: Path) -> Assistant:
    library.add([folder])
    return Assistant(library)


def call(assistant: Assistant, name: str, language: Language = "zh", /, **arguments: Any) -> CallToolResult:
    async def main() -> CallToolResult:
        async with Client(build_server(AsyncAssistant(assistant), language, "1.2.3")) as client:
            return await client.call_tool(name, arguments)

    return asyncio.run(main())


def told(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def timeless(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in value.items() if name != "timings"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_client_learns_what_there_is_and_that_nothing_writes(small: Assistant, language: Language) -> None:
    async def main() -> tuple[Any, Any, Any]:
        async with Client(build_server(AsyncAssistant(small), language, "1.2.3")) as client:
            return (await client.list_tools()).tools, client.instructions, client.server_info

    tools, instructions, info = asyncio.run(main())
    assert [tool.name for tool in tools] == ["ask", "search", "read_passage", "documents"]
    assert (info.name, info.version) == ("yinwen", "1.2.3")
    texts = [instructions, *(tool.description for tool in tools)]
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        texts += [one["description"] for one in tool.input_schema["properties"].values()]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) == (language == "zh") for text in texts)
    properties = {tool.name: list(tool.input_schema["properties"]) for tool in tools}
    assert properties == {
        "ask": ["question", "history", "documents", "strictness"],
        "search": ["query", "k", "documents"],
        "read_passage": ["passage_id", "neighbours"],
        "documents": [],
    }


def test_an_answer_is_the_commands_json_and_readable_text(small: Assistant) -> None:
    result = call(small, "ask", question=QUESTION)
    assert not result.is_error
    value = result.structured_content
    assert timeless(value) == timeless(answer_to_json(small.ask(QUESTION)))
    (citation,) = value["citations"]
    assert small.document(citation["doc_id"]).text[citation["start"] : citation["end"]] == citation["quote"]
    lines = told(result).splitlines()
    assert lines[0] == value["answer"]
    assert "〔1〕长江禁渔 · 第 1 段" in lines[1]
    assert lines[2] == "passage_id: 〔1〕a.txt#p1"


def test_a_refusal_is_no_error(small: Assistant) -> None:
    result = call(small, "ask", question="火星上的火山有几座？")
    assert not result.is_error
    assert result.structured_content["abstained"] is True
    assert result.structured_content["citations"] == []
    assert told(result).startswith("文件里没有说。")
    assert "passage_id: " in told(result)


@pytest.mark.parametrize(
    "history",
    [["绿茶用多少度的水冲泡？"], [{"role": "user", "content": "绿茶用多少度的水冲泡？"}]],
    ids=["text", "messages"],
)
def test_a_follow_up_is_understood(small: Assistant, history: list[Any]) -> None:
    result = call(small, "ask", question="那红茶呢？", history=history)
    assert result.structured_content["rewritten_question"] == "红茶用多少度的水冲泡？"
    assert told(result).startswith("理解为：红茶用多少度的水冲泡？")


def test_documents_limit_asking_and_searching(small: Assistant) -> None:
    asked = call(small, "ask", question="什么时候开馆？", documents=["b.md"]).structured_content
    found = call(small, "search", query="开馆", documents=["a.txt", "b.md"]).structured_content
    assert {hit["doc_id"] for hit in asked["hits"]} <= {"b.md"}
    assert {hit["doc_id"] for hit in found["hits"]} == {"a.txt", "b.md"}


def test_a_search_gives_passages_in_full(small: Assistant) -> None:
    result = call(small, "search", query="红茶用什么水冲泡？", k=2)
    hits = small.search("红茶用什么水冲泡？", 2)
    assert result.structured_content == {"query": "红茶用什么水冲泡？", "hits": hits_to_json(hits)}
    assert all(hit.passage.text in told(result) and hit.passage.passage_id in told(result) for hit in hits)
    assert told(result).startswith("〔1〕")


def test_a_passage_is_read_with_its_neighbours(small: Assistant) -> None:
    first, second = (hit.passage for hit in sorted(small.search("茶", 2, ["b.md"]), key=lambda h: h.passage.start))
    result = call(small, "read_passage", passage_id=first.passage_id, neighbours=1)
    value = result.structured_content
    assert (value["passage"]["text"], value["before"]) == (first.text, [])
    assert [one["passage_id"] for one in value["after"]] == [second.passage_id]
    assert told(result).index(first.text) < told(result).index(second.text)


def test_documents_are_listed_without_where_they_lie(small: Assistant, folder: Path) -> None:
    result = call(small, "documents")
    assert [one["doc_id"] for one in result.structured_content["documents"]] == ["a.txt", "b.md", "sub/c.txt"]
    assert "a.txt\t长江禁渔\t1 段" in told(result)
    assert str(folder) not in result.model_dump_json()


def test_an_empty_library_is_told(library: Library) -> None:
    empty = Assistant(library)
    assert "yinwen index" in told(call(empty, "documents"))
    assert told(call(empty, "search", "en", query="tea")) == "Nothing was found."
    assert call(empty, "ask", question=QUESTION).structured_content["abstained"] is True


@pytest.mark.parametrize(
    ("name", "arguments", "zh", "en"),
    [
        ("ask", {"question": "？"}, "问题是空的", "empty"),
        ("search", {"query": " "}, "问题是空的", "empty"),
        ("ask", {"question": "茶", "documents": ["no.txt"]}, "索引里没有文件 no.txt", "no document no.txt"),
        ("search", {"query": "茶", "documents": ["no.txt"]}, "索引里没有文件 no.txt", "no document no.txt"),
        ("read_passage", {"passage_id": "no#p1"}, "没有编号为 no#p1 的段落", "no passage no#p1"),
    ],
)
def test_what_goes_wrong_is_the_tools_error_in_one_sentence(
    small: Assistant, name: str, arguments: dict[str, Any], zh: str, en: str
) -> None:
    languages: tuple[tuple[Language, str], ...] = (("zh", zh), ("en", en))
    for language, sentence in languages:
        result = call(small, name, language, **arguments)
        assert result.is_error
        assert sentence in told(result)
        assert len(told(result).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("search", {"query": "茶", "k": 0}), ("read_passage", {"passage_id": "a.txt#p1", "neighbours": -1}), ("ask", {})],
)
def test_arguments_that_do_not_fit_are_an_error_too(small: Assistant, name: str, arguments: dict[str, Any]) -> None:
    assert call(small, name, **arguments).is_error
