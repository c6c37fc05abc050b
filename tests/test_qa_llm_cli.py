"""``yinwen ask --llm`` and ``yinwen eval --llm``, over HTTP, as a user meets them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import home, indexed, one_sentence, run
from llm_server import KEY, MODEL, REPLY, FakeChecker, LlmServer, refusing, saying

__all__ = ["home", "indexed"]  # fixtures

QUESTION = "长江十年禁渔从什么时候开始？"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LlmServer]:
    """A server that answers well, set up in the environment."""
    monkeypatch.setattr("yinwen.qa.llm.checker.default_checker", lambda *_: FakeChecker())
    with LlmServer(saying(REPLY)) as running:
        monkeypatch.setenv("YINWEN_LLM_MODEL", MODEL)
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield running


def test_the_host_is_named_first_then_the_draft_then_the_verdicts(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "ask", "--llm", QUESTION)
    assert code == 0
    one_sentence(err)
    assert server.host in err
    assert MODEL in err
    assert out.splitlines() == [
        REPLY,
        "对照原文核对：1 句都有原文支持。",
        "  〔1〕长江禁渔 · 第 1 段  [8:27]",
        "    “长江十年禁渔从2021年1月1日开始。”",
    ]
    assert KEY not in out + err


def test_what_is_not_borne_out_is_shown_again_with_its_mark(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.behaviour = saying(REPLY + "渔民领两千元。[1]")
    _, out, _ = run(capsys, "ask", "--llm", QUESTION, "--lang", "en")
    assert out.splitlines()[:3] == [
        REPLY + "渔民领两千元。[1]",
        "Checked against the source: 1 of 2 sentences borne out; the others are marked here:",
        "长江十年禁渔从2021年1月1日开始。〔1〕渔民领两千元。〔1〕 [not found in the source]",
    ]


def test_json_has_the_sentences_and_their_verdicts(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "ask", "--llm", "--json", QUESTION)
    value = json.loads(out)
    assert code == 0
    assert server.host in err
    assert value["sentences"] == [{"text": REPLY[:-3], "markers": [1], "verdict": "supported"}]
    assert value["note"] is None
    text = (indexed / "a.txt").read_text(encoding="utf-8")
    assert [text[c["start"] : c["end"]] for c in value["citations"]] == [c["quote"] for c in value["citations"]]
    assert KEY not in out + err


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_server_that_fails_leaves_an_answer_and_a_sentence(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str], form: list[str]
) -> None:
    server.behaviour = refusing(401)
    code, out, err = run(capsys, "ask", "--llm", QUESTION, *form)
    assert code == 0
    one_sentence(err)
    assert f"没有用上 {server.host} 的大模型：服务器返回 HTTP 401" in out
    assert "2021年1月1日" in out
    assert KEY not in out + err


def test_a_refusal_still_exits_1_and_sends_nothing(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "ask", "--llm", "火星上的火山有几座？")
    assert code == 1
    assert "没有发送任何内容" in out
    assert server.requests == []


def test_nothing_is_sent_unless_it_is_asked_for(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "ask", QUESTION)
    assert (code, err) == (0, "")
    assert server.requests == []


@pytest.mark.parametrize("argv", [["ask", "--llm", QUESTION], ["eval", "--llm", "q.jsonl", "--output", "out"]])
def test_without_a_model_one_sentence_says_what_to_set(
    indexed: Path,
    server: LlmServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
) -> None:
    monkeypatch.delenv("YINWEN_LLM_MODEL")
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "YINWEN_LLM_MODEL" in err
    assert server.requests == []


def test_without_the_package_one_sentence_says_what_to_install(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    monkeypatch.delitem(sys.modules, "yinwen.qa.llm.client", raising=False)
    code, out, err = run(capsys, "ask", "--llm", QUESTION)
    assert (code, out) == (2, "")
    assert "pip install 'yinwen[llm]'" in err
    assert server.requests == []


def test_an_evaluation_asks_it_too(
    indexed: Path, server: LlmServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    questions = tmp_path / "q.jsonl"
    row = {"id": "1", "question": QUESTION, "answers": ["2021年1月1日"], "doc_id": "a.txt"}
    questions.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    code, _, err = run(capsys, "eval", str(questions), "--output", str(tmp_path / "out"), "--llm")
    assert code == 0
    assert server.host in err
    (line,) = (tmp_path / "out" / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [sentence["verdict"] for sentence in json.loads(line)["sentences"]] == ["supported"]
    assert len(server.requests) == 1


def test_an_answer_without_an_llm_imports_no_client(indexed: Path, home: Path) -> None:
    script = (
        "import sys; from yinwen.qa.assistant import Assistant; from yinwen.qa.cli import build_parser; "
        "build_parser('zh'); print([m for m in ('openai', 'httpx', 'yinwen.qa.llm.client') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
