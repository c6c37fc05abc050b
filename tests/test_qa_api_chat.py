import re
from pathlib import Path

import openai
import pytest
from api_server import client_of, refused, served
from llm_server import REPLY, FakeChecker, LlmServer, saying

from yinwen.qa.assistant import Assistant

QUESTION = "长江十年禁渔从什么时候开始？"
ASKED = [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": QUESTION}]


@pytest.fixture
def client(api):
    with client_of(api) as opened:
        yield opened


def test_a_completion_has_the_answer_and_its_citations(api, client, folder):
    reply = client.chat.completions.create(model="yinwen", messages=ASKED, temperature=0)
    message = reply.choices[0].message
    assert message.content == api.post("/api/ask", json={"question": QUESTION}).json()["answer"]
    assert reply.choices[0].finish_reason == "stop"
    assert reply.abstained is False
    (citation,) = reply.citations
    text = (folder / citation["doc_id"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_each_marker_is_annotated_where_it_stands_and_leads_to_its_passage(api, client):
    reply = client.chat.completions.create(model="yinwen", messages=ASKED)
    message = reply.choices[0].message
    (annotation,) = message.annotations
    place = annotation.url_citation
    assert message.content[place.start_index : place.end_index] == "〔1〕"
    assert annotation.citation == reply.citations[0]
    assert api.get(place.url).json()["passage_id"] == reply.citations[0]["passage_id"]


def test_a_stream_says_the_same(client):
    whole = client.chat.completions.create(model="yinwen", messages=ASKED)
    chunks = list(client.chat.completions.create(model="yinwen", messages=ASKED, stream=True))
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason] == ["stop"]
    assert chunks[-1].citations == whole.citations
    assert chunks[-1].abstained is False
    assert len(chunks[-1].choices[0].delta.annotations) == 1


def test_the_conversation_before_the_last_question_is_its_history(client):
    messages = [
        {"role": "user", "content": "图书馆周末几点开馆？"},
        {"role": "assistant", "content": "周末十点开馆。"},
        {"role": "user", "content": [{"type": "text", "text": "那周一呢？"}]},
    ]
    reply = client.chat.completions.create(model="yinwen", messages=messages)
    assert reply.citations[0]["doc_id"] == "sub/c.txt"


def test_where_the_documents_are_silent_the_reply_says_so(client):
    asked = [{"role": "user", "content": "火星上有几座火山？"}]
    reply = client.chat.completions.create(model="yinwen", messages=asked, extra_body={"language": "en"})
    assert reply.abstained is True
    assert "documents" in reply.choices[0].message.content


def test_a_model_that_is_not_there_is_the_clients_error(client):
    for name in ("gpt-4o", "yinwen-llm", "yinwen-embedding"):
        with pytest.raises(openai.NotFoundError, match="yinwen"):
            client.chat.completions.create(model=name, messages=ASKED)


@pytest.mark.parametrize("messages", [[], [{"role": "system", "content": "x"}], [{"role": "user", "content": None}]])
def test_without_a_question_there_is_nothing_to_answer(api, messages):
    response = api.post("/v1/chat/completions", json={"model": "yinwen", "messages": messages})
    assert refused(response) == (400, "bad_question")


def test_the_clients_key_is_the_servers(library, folder):
    library.add([folder])
    with served(Assistant(library), key="sk-yinwen") as api:
        with client_of(api, "sk-yinwen") as client:
            assert client.chat.completions.create(model="yinwen", messages=ASKED).abstained is False
        with client_of(api, "sk-other") as client, pytest.raises(openai.AuthenticationError):
            client.models.list()


@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_the_readmes_example_runs(api, capsys, language):
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    snippet = re.findall(r"```python\n(import openai.*?)```", readme, re.DOTALL)[language]
    exec(snippet.replace("http://127.0.0.1:7860", str(api.base_url).rstrip("/")), {})
    assert re.search("文件|documents", capsys.readouterr().out)


@pytest.mark.parametrize("stream", [False, True])
def test_an_llms_reply_is_sent_once_it_is_checked(library, folder, monkeypatch, stream):
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    library.add([folder])
    llm = LlmServer(saying(REPLY + "渔民领两千元。[1]"))
    with llm, served(Assistant(library, llm=llm.settings())) as api, client_of(api) as client:
        reply = client.chat.completions.create(model="yinwen-llm", messages=ASKED, stream=stream)
        if stream:
            text = "".join(chunk.choices[0].delta.content or "" for chunk in reply)
        else:
            text = reply.choices[0].message.content
    assert "渔民领两千元" in text
    assert "〔未在原文找到〕" in text
