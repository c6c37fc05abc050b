"""The law of the house: whatever leaves, by whichever door, is the source to the character.

Documents are generated with what makes offsets slip: full-width and half-width forms, combining marks, emoji, characters
outside the basic plane, 繁體, CRLF and lone CR, hard-wrapped lines, ideographic indents, byte-order marks and encodings.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import regex
from api_server import served
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yinwen.index.library import Library
from yinwen.qa.assistant import Assistant
from yinwen.qa.evaluation.run import evaluate
from yinwen.qa.types import Citation
from yinwen.webui.cli import main

from fakes import FakeEncoder

WORDS = st.sampled_from(
    "长江 禁渔 十年 長江 禁漁 Ｙａｎｇｔｚｅ １２３４ 98.19% ９８．１９％ 2021年1月1日 ﾊﾝｶｸ café cafe\u0301 e\u0301\u0323 "
    "😀 👩‍👩‍👧 🇨🇳 𠮷野家 𪚥 ㎏ ﬁn ② Ⅳ ½ “三驾马车” 「絕對」 （村） 《办法》 沿江渔民 全部上岸 the lighthouse 1871 ＡＢＣ 臺灣 台湾 裏面 里面".split()
)
MARKS = st.sampled_from(["，", "。", "；", "、", "！", "？", "……", "——", "", "", "", ", ", ". ", "：", "”"])
BREAKS = st.sampled_from(
    [
        "",
        "",
        "",
        "",
        "\n",
        "\r\n",
        "\n\n",
        "\r\n\r\n",
        "\n　　",
        "\r\n\u3000\u3000",
        " ",
        "\t",
        "\n\n一、坚持发展\n",
        "\n# 標題\n\n",
    ]
)
TEXT = st.lists(st.tuples(WORDS, MARKS, BREAKS).map("".join), min_size=8, max_size=60).map("".join)
TITLE = st.sampled_from(["", "关于长江禁渔的通知\n\n", "長江禁漁\r\n（作者为甲）\r\n\r\n", "# Title\n\n", "\ufeff"])
DOCUMENT = st.tuples(TITLE, TEXT).map("".join)
QUESTIONS = (
    "长江禁渔几年？",
    "從什麼時候開始禁漁？",
    "满意度达到多少？９８．１９％",
    "“三驾马车”指什么？",
    "沿江渔民为什么全部上岸？",
    "when was the lighthouse built",
    "总结一下",
    "第一部分讲什么？",
    "作者是谁？",
    "标题是什么？",
)
EXAMPLES = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
NASTY = (
    "長江禁漁\r\n\r\n　　長江十年禁漁從2021年1月1日開\r\n始，café cafe\u0301 👩‍👩‍👧𠮷野家；滿意度達到９８．１９％。" * 3
)


def holds(text: str, title: str, citation: Mapping[str, Any]) -> None:
    """Whether a citation as JSON is what stands in the source."""
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    if citation.get("field") == "title":
        assert quote == title
        return
    assert 0 <= start < end <= len(text)
    assert text[start:end] == quote


def stored(folder: Path, text: str, suffix: str = ".txt", encoding: str = "utf-8") -> Path:
    path = folder / f"甲{suffix}"
    path.write_bytes(text.encode(encoding))
    return path


def open_with(folder: Path, text: str, suffix: str = ".txt") -> Assistant:
    """A library with one document; texts that the corpus refuses (nothing but marks) don't come from DOCUMENT."""
    library = Library(folder / "home", FakeEncoder())
    library.add([stored(folder, text, suffix)])
    return Assistant(library)


def check_markers(answer: str, citations: Iterable[Mapping[str, Any]]) -> None:
    assert {int(n) for n in regex.findall(r"〔(\d+)〕", answer)} == {citation["marker"] for citation in citations}


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@EXAMPLES
@example(NASTY)
@given(DOCUMENT)
def test_python(suffix: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, open_with(Path(folder), text, suffix) as assistant:
        # What was read is the file, the byte-order mark left out: offsets are into that.
        source = text.removeprefix("\ufeff")
        (info,) = assistant.documents()
        assert assistant.document(info.doc_id).text == source
        for question in QUESTIONS:
            answer = assistant.ask(question)
            cited: list[Citation] = [*answer.citations, *([answer.span] if answer.span else [])]
            for citation in cited:
                values = {
                    "start": citation.start,
                    "end": citation.end,
                    "quote": citation.quote,
                    "field": citation.field,
                }
                holds(source, info.title, values)
            for hit in (*answer.hits, *assistant.search(question)):
                assert source[hit.passage.start : hit.passage.end] == hit.passage.text
            check_markers(answer.text, [{"marker": citation.marker} for citation in answer.citations])


@EXAMPLES
@example(NASTY)
@given(DOCUMENT)
def test_the_command_line(text: str) -> None:
    source = text.removeprefix("\ufeff")
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as folder:
        patched.setattr("yinwen.index.library.load_encoder", lambda _name: FakeEncoder())
        home = str(Path(folder) / "home")
        with open_with(Path(folder), text) as assistant:
            title = assistant.documents()[0].title
        for question in (QUESTIONS[0], QUESTIONS[2], QUESTIONS[6]):
            printed: list[str] = []
            patched.setattr("yinwen.qa.commands.say", printed.append)
            assert main(["ask", question, "--json", "--home", home, "--lang", "zh"]) in (0, 1)
            answer = json.loads(printed[0])
            for citation in answer["citations"]:
                holds(source, title, citation)
            for hit in answer["hits"]:
                assert source[hit["start"] : hit["end"]] == hit["text"]
            assert answer["span"] is None or answer["span"] in source
            check_markers(answer["answer"], answer["citations"])


@settings(EXAMPLES, max_examples=3)
@example(NASTY)
@given(DOCUMENT)
def test_http(text: str) -> None:
    source = text.removeprefix("\ufeff")
    with (
        tempfile.TemporaryDirectory() as folder,
        Library(Path(folder), FakeEncoder()) as library,
        served(Assistant(library)) as client,
    ):
        title = client.post("/api/documents", json={"name": "甲.txt", "text": source}).json()["title"]
        assert client.get("/api/documents/甲.txt").json()["text"] == source
        for question in (QUESTIONS[0], QUESTIONS[2], QUESTIONS[6], QUESTIONS[9]):
            answer = client.post("/api/ask", json={"question": question}).json()
            chat = {"model": "yinwen", "messages": [{"role": "user", "content": question}]}
            reply = client.post("/v1/chat/completions", json=chat).json()
            for citation in (*answer["citations"], *reply["citations"]):
                holds(source, title, citation)
            for hit in answer["hits"]:
                assert source[hit["start"] : hit["end"]] == hit["text"]
            check_markers(answer["answer"], answer["citations"])
            check_markers(reply["choices"][0]["message"]["content"], reply["citations"])


@settings(EXAMPLES, max_examples=6)
@example(NASTY)
@given(DOCUMENT)
def test_predictions(text: str) -> None:
    source = text.removeprefix("\ufeff")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = stored(folder, text)
        questions = folder / "questions.jsonl"
        lines = [{"id": f"q{n}", "question": q, "answers": ["十年"], "kind": "fact"} for n, q in enumerate(QUESTIONS)]
        questions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        evaluate(
            questions, folder / "out", home=folder / "home", corpus=path, cache=folder / "cache", encoder=FakeEncoder()
        )
        written = (folder / "out" / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(written) == len(QUESTIONS)
        with Assistant(Library(folder / "again", FakeEncoder())) as assistant:
            assistant.library.add([path])
            title = assistant.documents()[0].title
        for line in written:
            prediction = json.loads(line)
            for citation in prediction["citations"]:
                holds(source, title, citation)
            assert prediction["span"] is None or prediction["span"] in source


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_encoding_is_quoted_as_decoded(tmp_path: Path, encoder: FakeEncoder, encoding: str, newline: str) -> None:
    chinese = (
        "颱風海燕週四登陸。漁船應在中午以前進港避風，學校不開放。"
        if encoding == "big5"
        else "长江十年禁渔从2021年1月1日开始。沿江渔民全部上岸，生态得到修复。"
    )
    source = f"通知{newline}{newline}　　{chinese}{newline}　　{chinese[::-1]}{newline}" * 3
    path = stored(tmp_path, source, encoding=encoding)
    with Library(tmp_path / "home", encoder) as library:
        library.add([path])
        assistant = Assistant(library)
        assert assistant.document(assistant.documents()[0].doc_id).text == source
        for question in ("长江禁渔从什么时候开始？", "渔船什么时候进港？", "总结一下"):
            for citation in assistant.ask(question).citations:
                assert citation.field or source[citation.start : citation.end] == citation.quote


def test_a_conversation_cites_as_exactly_as_one_question(tmp_path: Path) -> None:
    with open_with(tmp_path, NASTY) as assistant:
        history: list[dict[str, str]] = []
        for question in (
            "长江禁渔从什么时候开始？",
            "那黄河呢？",
            "为什么？",
            "还有呢？",
            "第一部分讲什么？",
            "它的满意度呢？",
        ):
            answer = assistant.ask(question, history)
            for citation in answer.citations:
                assert citation.field or NASTY[citation.start : citation.end] == citation.quote
            history += [{"role": "user", "content": question}, {"role": "assistant", "content": answer.text}]
