import json
from urllib.parse import quote

import pytest
from api_server import refused

# Line endings, full-width and combining characters must come back as they were sent.
TEXT = "采购合同\r\n\r\n　　乙方应在２０２４年３月１日前交货，cafe\u0301 机 𠮷 台。\r\n　　违约金为合同总价的百分之五。\r\n"


def test_documents_are_listed_without_where_their_files_are(api, folder):
    documents = api.get("/api/documents").json()["documents"]
    assert [document["doc_id"] for document in documents] == ["a.txt", "b.md", "sub/c.txt"]
    assert documents[1]["title"] == "茶的泡法"
    assert str(folder) not in api.get("/api/documents").text
    assert str(folder) not in api.get("/api/documents/a.txt").text


def test_a_document_is_the_file_to_the_character(api, folder):
    document = api.get("/api/documents/sub/c.txt").json()
    assert document["text"] == (folder / "sub" / "c.txt").read_text(encoding="utf-8")
    sections = api.get("/api/documents/b.md").json()["sections"]
    assert [section["title"] for section in sections] == ["保存"]


def test_a_text_is_added_asked_read_and_removed(api):
    added = api.post("/api/documents", json={"name": "合同/采购 1.txt", "text": TEXT})
    assert added.status_code == 201
    assert added.json()["status"] == "added"
    assert api.get("/api/documents/" + quote("合同/采购 1.txt")).json()["text"] == TEXT
    answer = api.post("/api/ask", json={"question": "乙方应在什么时候前交货？"}).json()
    citation = answer["citations"][0]
    assert citation["doc_id"] == "合同/采购 1.txt"
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert "２０２４年３月１日" in citation["quote"]
    removed = api.delete("/api/documents/" + quote("合同/采购 1.txt"))
    assert removed.json() == {"doc_id": "合同/采购 1.txt", "status": "removed"}
    assert refused(api.get("/api/documents/" + quote("合同/采购 1.txt"))) == (404, "not_found")
    hits = api.post("/api/search", json={"query": "乙方交货"}).json()["hits"]
    assert "合同/采购 1.txt" not in {hit["doc_id"] for hit in hits}


def test_a_name_used_again_takes_the_new_text(api):
    def put(text):
        response = api.post("/api/documents", json={"name": "n.md", "text": text})
        return response.status_code, response.json()["status"]

    assert put("# 一\n\n茶叶在三月采。") == (201, "added")
    assert put("# 一\n\n茶叶在三月采。") == (200, "unchanged")
    assert put("# 一\n\n茶叶在四月采。") == (200, "updated")
    assert api.get("/api/documents/n.md").json()["text"] == "# 一\n\n茶叶在四月采。"
    assert len(api.get("/api/documents").json()["documents"]) == 4


@pytest.mark.parametrize("name", ["/etc/passwd", "../a.txt", "a//b", "a\nb", " a", "a/./b", "a\u202eb"])
def test_a_name_that_is_no_name_is_refused(api, name):
    assert refused(api.post("/api/documents", json={"name": name, "text": "茶。"})) == (400, "bad_name")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"name": "a.txt", "text": " \n"}, (400, "bad_document")),
        ({"name": "", "text": "茶。"}, (422, "invalid_request")),
        ({"name": "a.txt"}, (422, "invalid_request")),
        ({"name": "a.txt", "text": "茶叶要避光。\ud800"}, (422, "invalid_request")),
    ],
)
def test_a_document_that_is_none_is_refused(api, body, error):
    headers = {"content-type": "application/json"}
    assert refused(api.post("/api/documents", content=json.dumps(body), headers=headers)) == error
    assert len(api.get("/api/documents").json()["documents"]) == 3


def test_what_is_not_there_cannot_be_removed(api):
    assert refused(api.delete("/api/documents/z.txt")) == (404, "not_found")


def test_a_passage_is_found_by_its_id(api):
    hit = api.post("/api/search", json={"query": "周末十点开馆"}).json()["hits"][0]
    passage = api.get("/api/passages/" + quote(hit["passage_id"])).json()
    assert passage == {name: value for name, value in hit.items() if name != "score"}
    assert refused(api.get("/api/passages/" + quote("a.txt#p99"))) == (404, "not_found")
