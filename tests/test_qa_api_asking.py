import pytest
from api_server import events, refused, served
from llm_server import REPLY, FakeChecker, LlmServer, refusing, saying

from yinwen.qa.assistant import Assistant
from yinwen.qa.serialise import answer_to_json
from yinwen.webui.server import build_app

QUESTION = "长江十年禁渔从什么时候开始？"
HALF = rb'{"question": "\u8336\ud800\u53f6"}'
STREAM = {"accept": "text/event-stream"}


def without_times(answer):
    return {name: value for name, value in answer.items() if name != "timings"}


def test_an_answer_is_that_of_python_and_quotes_exactly(api, library, folder):
    answer = api.post("/api/ask", json={"question": QUESTION}).json()
    assert without_times(answer) == without_times(answer_to_json(Assistant(library).ask(QUESTION)))
    (citation,) = answer["citations"]
    text = (folder / citation["doc_id"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert "2021年1月1日" in citation["quote"]


def test_a_follow_up_is_read_with_its_history(api):
    spoken = [{"role": "user", "content": "图书馆周末几点开馆？"}, {"role": "assistant", "content": "周末十点开馆。"}]
    for history in (spoken, ["图书馆周末几点开馆？"]):
        answer = api.post("/api/ask", json={"question": "那周一呢？", "history": history}).json()
        assert answer["question"] == "那周一呢？"
        assert "图书馆" in answer["rewritten_question"]


def test_only_the_documents_named_are_asked(api):
    answer = api.post("/api/ask", json={"question": QUESTION, "within": ["b.md"]}).json()
    assert {hit["doc_id"] for hit in answer["hits"]} <= {"b.md"}
    assert refused(api.post("/api/ask", json={"question": QUESTION, "within": ["z.txt"]})) == (404, "not_found")


def test_what_is_not_quoted_is_in_the_language_asked_for(api):
    asked = {"question": "火星上有几座火山？"}
    chinese, english = "文", "documents"
    assert chinese in api.post("/api/ask", json=asked).json()["answer"]
    assert english in api.post("/api/ask", json={**asked, "language": "en"}).json()["answer"]
    assert english in api.post("/api/ask", json=asked, headers={"accept-language": "fr, en;q=.8"}).json()["answer"]


def test_a_stream_without_an_llm_is_the_answer(api):
    response = api.post("/api/ask", json={"question": QUESTION}, headers=STREAM)
    assert response.headers["content-type"].startswith("text/event-stream")
    ((name, answer),) = events(response)
    assert name == "answer"
    assert without_times(answer) == without_times(api.post("/api/ask", json={"question": QUESTION}).json())


@pytest.mark.parametrize("headers", [{}, STREAM])
@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"question": " "}, (400, "bad_question")),
        ({"question": "长" * 2001}, (400, "bad_question")),
        ({"question": QUESTION, "strictness": "lax"}, (400, "bad_question")),
        ({"question": QUESTION, "llm": True}, (400, "llm_unavailable")),
        ({"question": QUESTION, "within": ["z"]}, (404, "not_found")),
        ({"question": QUESTION, "within": []}, (422, "invalid_request")),
        ({"question": QUESTION, "histroy": []}, (422, "invalid_request")),
        ({"question": 7}, (422, "invalid_request")),
        ({}, (422, "invalid_request")),
    ],
)
def test_a_bad_question_has_its_status_streamed_or_not(api, body, error, headers):
    assert refused(api.post("/api/ask", json=body, headers=headers)) == error


@pytest.mark.parametrize("body", [b"{", b'{"question": "\xff"}', HALF, b'{"question": "?", "\\ud800": 1}', b"[]", b""])
def test_a_body_that_cannot_be_read_is_the_clients_error(api, body):
    status, _ = refused(api.post("/api/ask", content=body, headers={"content-type": "application/json"}))
    assert status in (400, 422)


def test_a_body_that_is_not_called_json_is_told_of_its_header(api):
    assert refused(api.post("/api/ask", content='{"question": "茶？"}')) == (415, "not_json")


def test_errors_are_told_in_the_clients_language(api):
    def told(**headers):
        return api.post("/api/ask", json={"question": ""}, headers=headers).json()["error"]["message"]

    assert told() == "问题是空的；请输入想问的内容。"
    assert told(**{"accept-language": "en-GB,zh;q=0.5"}) == "The question is empty; type what you want to ask."
    assert told(**{"accept-language": "en;q=0, *"}) == told()
    response = api.post("/api/ask", json={"question": "", "language": "en"}, headers={"accept-language": "zh"})
    assert response.json()["error"]["message"].startswith("The question is empty")


def test_a_search_finds_passages_whose_text_stands_there(api, folder):
    found = api.post("/api/search", json={"query": "绿茶用几度的水", "top_k": 2}).json()
    assert found["query"] == "绿茶用几度的水"
    assert 1 <= len(found["hits"]) <= 2
    for hit in found["hits"]:
        assert (folder / hit["doc_id"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]] == hit["text"]
    assert found["hits"][0]["doc_id"] == "b.md"
    assert refused(api.post("/api/search", json={"query": "茶", "top_k": 0})) == (422, "invalid_request")


def test_an_llms_words_come_as_drafts_before_the_checked_answer(library, folder, monkeypatch):
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    library.add([folder])
    with LlmServer(saying(REPLY)) as llm, served(Assistant(library, llm=llm.settings())) as api:
        sent = events(api.post("/api/ask", json={"question": QUESTION, "llm": True}, headers=STREAM))
        assert {name for name, _ in sent[:-1]} == {"draft"}
        assert "".join(data["text"] for _, data in sent[:-1]) == REPLY
        name, answer = sent[-1]
        assert name == "answer"
        assert [sentence["verdict"] for sentence in answer["sentences"]] == ["supported"]
        assert len(llm.requests) == 1
        api.post("/api/ask", json={"question": QUESTION}, headers=STREAM)
        assert len(llm.requests) == 1


def test_an_llm_that_fails_leaves_the_quoted_answer_and_says_why(library, folder):
    library.add([folder])
    with LlmServer(refusing(500)) as llm, served(Assistant(library, llm=llm.settings())) as api:
        answer = api.post("/api/ask", json={"question": QUESTION, "llm": True}).json()
    assert "HTTP 500" in answer["note"]
    assert "2021年1月1日" in answer["answer"]


def test_the_api_stands_beside_the_page_and_without_it(library, folder):
    library.add([folder])
    assistant = Assistant(library)
    with served(assistant, build_app(assistant)) as client:
        assert "<html" in client.get("/").text
        assert client.post("/api/ask", json={"question": QUESTION}).json()["abstained"] is False
        assert refused(client.get("/api/nothing")) == (404, "not_found")
    with served(assistant, build_app(assistant, page=False)) as client:
        assert client.post("/api/ask", json={"question": QUESTION}).json()["abstained"] is False
        assert client.get("/healthz").json() == {"status": "ok", "documents": 3}
        assert refused(client.get("/")) == (404, "not_found")
