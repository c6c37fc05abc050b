import pytest
from api_server import refused, served

from yinwen.qa.api.guard import BODY_LIMIT
from yinwen.qa.assistant import Assistant

ROUTES = [
    ("POST", "/api/ask"),
    ("POST", "/api/search"),
    ("GET", "/api/documents"),
    ("GET", "/api/documents/a.txt"),
    ("DELETE", "/api/documents/a.txt"),
    ("POST", "/api/documents"),
    ("GET", "/api/passages/a.txt%23p1"),
    ("GET", "/v1/models"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/api/nothing"),
]


@pytest.fixture
def locked(library, folder):
    library.add([folder])
    with served(Assistant(library), key="秘密 sk") as client:
        yield client


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_the_key_nothing_is_told_or_done(locked, library, method, path):
    for value in (None, "Bearer", "Bearer sk", "Basic 秘密 sk", "秘密 sk"):
        headers = {} if value is None else {"authorization": value.encode()}
        response = locked.request(method, path, headers=headers, json={} if method == "POST" else None)
        assert refused(response) == (401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"
    assert len(library.documents()) == 3


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_with_the_key_everything_is(locked, scheme):
    headers = {"authorization": f"{scheme} 秘密 sk".encode()}
    assert len(locked.get("/api/documents", headers=headers).json()["documents"]) == 3


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://[", "file://"])
def test_a_foreign_sites_page_can_send_nothing_to_this_machine(api, origin):
    for method, path in ROUTES:
        if method != "GET":
            response = api.request(method, path, headers={"origin": origin, "content-type": "text/plain"})
            assert refused(response) == (403, "foreign_origin")
    assert len(api.get("/api/documents").json()["documents"]) == 3


def test_a_name_that_is_pointed_at_this_machine_is_foreign_too(api):
    headers = {"origin": "http://evil.example", "host": "evil.example"}
    assert refused(api.post("/api/search", json={"query": "茶"}, headers=headers)) == (403, "foreign_origin")


def test_the_own_page_may_ask(api):
    headers = {"origin": str(api.base_url).rstrip("/")}
    assert api.post("/api/search", json={"query": "茶"}, headers=headers).status_code == 200


def test_an_open_server_leaves_origins_to_its_key(library, folder):
    library.add([folder])
    with served(Assistant(library), loopback=False) as client:
        headers = {"origin": "https://intranet.example"}
        assert client.post("/api/search", json={"query": "茶"}, headers=headers).status_code == 200


def test_an_open_server_changes_documents_for_those_with_its_key_alone(library, folder):
    library.add([folder])
    put = {"name": "n.txt", "text": "茶叶在三月采。"}
    with served(Assistant(library), loopback=False) as client:
        assert refused(client.post("/api/documents", json=put)) == (403, "key_needed")
        assert refused(client.delete("/api/documents/a.txt")) == (403, "key_needed")
        assert len(client.get("/api/documents").json()["documents"]) == 3
    with served(Assistant(library), loopback=False, key="sk") as client:
        assert client.post("/api/documents", json=put, headers={"authorization": "Bearer sk"}).status_code == 201


@pytest.mark.parametrize("whole", [True, False])
def test_a_body_past_the_limit_is_refused_with_or_without_a_length(api, whole):
    body = b'{"name": "a.txt", "text": "' + b"a" * BODY_LIMIT + b'"}'
    content = body if whole else iter([body[:100], body[100:]])
    response = api.post("/api/documents", content=content, headers={"content-type": "application/json"})
    assert refused(response) == (413, "too_large")
    assert len(api.get("/api/documents").json()["documents"]) == 3


def test_an_address_or_method_that_is_not_there_is_told_in_the_one_shape(api):
    for method, path in (("GET", "/api/ask"), ("PUT", "/api/documents"), ("GET", "/v1/files"), ("POST", "/api/")):
        assert refused(api.request(method, path)) == (404, "not_found")


def test_what_nobody_foresaw_is_one_sentence_too(library, monkeypatch):
    def fail(*_args, **_named):
        raise RuntimeError("secret")

    assistant = Assistant(library)
    monkeypatch.setattr(assistant, "ask", fail)
    with served(assistant) as client:
        response = client.post("/api/ask", json={"question": "茶？"})
    assert refused(response) == (500, "internal_error")
    assert "secret" not in response.text
