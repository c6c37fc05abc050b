import socket
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from yinwen.corpus.errors import YinwenError
from yinwen.webui.server import bind, build_app, serve

NOTHING = SimpleNamespace(documents=list, llm=None, strictness="balanced")


def test_health_is_plain():
    client = TestClient(build_app(NOTHING), base_url="http://127.0.0.1")
    assert client.get("/healthz").json() == {"status": "ok", "documents": 0}


def test_a_foreign_host_is_refused_on_loopback_and_taken_where_the_server_is_open():
    assert TestClient(build_app(NOTHING), base_url="http://evil.example").get("/healthz").status_code == 400
    assert TestClient(build_app(NOTHING, host="0.0.0.0"), base_url="http://box.lan").get("/healthz").status_code == 200


def test_the_page_names_no_host_that_a_browser_would_ask():
    response = TestClient(build_app(NOTHING), base_url="http://localhost").get("/")
    policy = response.headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "fonts.googleapis" not in response.text


def test_a_port_in_use_is_one_sentence_in_both_languages():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(YinwenError) as caught:
            serve(NOTHING, "127.0.0.1", port)
    assert f"端口 {port} 已被占用" in caught.value.message("zh")
    assert f"Port {port} of 127.0.0.1 is in use" in caught.value.message("en")


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("no host", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_bound_is_one_sentence(host, port):
    with pytest.raises(YinwenError, match="--host"):
        bind(host, port)


def test_it_listens_at_the_given_address_only():
    with bind("127.0.0.1", 0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
