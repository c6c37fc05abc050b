"""The retriever as LangChain uses it."""

import asyncio
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from yinwen.corpus.errors import DocumentError, MissingExtraError, QuestionError
from yinwen.index.library import Library
from yinwen.qa import Assistant
from yinwen.qa.langchain import YinwenRetriever


@pytest.fixture
def small(library: Library, folder: Path) -> Assistant:
    library.add([folder])
    return Assistant(library)


def holds(assistant: Assistant, found: list[Document]) -> None:
    for document in found:
        value = document.metadata
        source = assistant.document(value["doc_id"])
        assert document.page_content == source.text[value["start"] : value["end"]]
        assert value["title"] == source.title
        assert document.id == value["passage_id"]


def test_documents_are_the_hits_of_a_search_with_their_places(small: Assistant) -> None:
    found = YinwenRetriever(assistant=small, k=2).invoke("茶叶怎么保存？")
    hits = small.search("茶叶怎么保存？", 2)
    assert [document.id for document in found] == [hit.passage.passage_id for hit in hits]
    assert [document.metadata["score"] for document in found] == [hit.score for hit in hits]
    holds(small, found)
    assert found[0].page_content == "茶叶要避光防潮。"
    assert set(found[0].metadata) == {
        "doc_id", "title", "passage_id", "start", "end", "heading_path", "page", "score",
    }  # fmt: skip
    assert found[0].metadata["heading_path"] == list(hits[0].passage.heading_path)
    assert found[0].metadata["heading_path"][-1] == "保存"


def test_within_limits_it(small: Assistant) -> None:
    found = YinwenRetriever(assistant=small, within=["sub/c.txt"]).invoke("红茶用什么水？")
    assert {document.metadata["doc_id"] for document in found} == {"sub/c.txt"}


def test_async_and_batches_give_the_same(small: Assistant) -> None:
    retriever = YinwenRetriever(assistant=small, k=3)
    alone = retriever.invoke("图书馆几点开馆？")
    assert asyncio.run(retriever.ainvoke("图书馆几点开馆？")) == alone
    assert retriever.batch(["图书馆几点开馆？", "红茶"])[0] == alone


def test_it_stands_in_a_chain(small: Assistant) -> None:
    chain = YinwenRetriever(assistant=small, k=1) | RunnableLambda(lambda found: found[0].page_content)
    assert "沸水" in chain.invoke("红茶用什么水冲泡？")


def test_errors_are_ours(small: Assistant) -> None:
    with pytest.raises(QuestionError):
        YinwenRetriever(assistant=small).invoke("？")
    with pytest.raises(DocumentError, match=r"nowhere\.txt"):
        YinwenRetriever(assistant=small, within=["nowhere.txt"]).invoke("红茶")
    with pytest.raises(ValidationError):
        YinwenRetriever(assistant=small, k=0)


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = sys.modules["yinwen.qa.langchain"]
    gone: dict[str, Any] = {name: None for name in sys.modules if name.split(".")[0] == "langchain_core"}
    for name, module in gone.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "yinwen.qa.langchain")
    with pytest.raises(MissingExtraError) as caught:
        importlib.import_module("yinwen.qa.langchain")
    assert isinstance(caught.value, ImportError)
    for sentence in (caught.value.zh, caught.value.en):
        assert "pip install 'yinwen[langchain]'" in sentence
        assert "langchain_core" in sentence
    assert loaded.YinwenRetriever is YinwenRetriever


def test_nothing_else_imports_langchain() -> None:
    code = "import sys, yinwen.qa; [getattr(yinwen.qa, name) for name in yinwen.qa.__all__]; import yinwen.webui.cli; "
    check = "print([name for name in sys.modules if name.split('.')[0] in ('langchain_core', 'mcp')])"
    told = subprocess.run([sys.executable, "-c", code + check], check=True, capture_output=True, text=True)
    assert told.stdout == "[]\n"
