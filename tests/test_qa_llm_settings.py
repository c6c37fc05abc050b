import pytest

from yinwen.corpus.errors import LlmError
from yinwen.qa.llm.settings import OPENAI, LlmSettings, asked_for, told
from yinwen.qa.settings import read_llm, read_settings


def test_a_key_or_a_server_without_a_model_sets_nothing_up() -> None:
    assert read_llm({"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"}) is None
    assert read_llm({"OPENAI_API_KEY": "sk-1", "YINWEN_LLM_MODEL": "  "}) is None
    assert read_settings({"OPENAI_API_KEY": "sk-1", "LANG": "C"}).llm is None


def test_a_model_sets_it_up() -> None:
    llm = read_llm(
        {"YINWEN_LLM_MODEL": " qwen3 ", "OPENAI_BASE_URL": "http://[::1]:8000/v1", "OPENAI_API_KEY": "sk-1\n"}
    )
    assert llm == LlmSettings("qwen3", "http://[::1]:8000/v1", "sk-1")
    assert read_llm({"YINWEN_LLM_MODEL": "m", "OPENAI_BASE_URL": "", "OPENAI_API_KEY": ""}) == LlmSettings("m", OPENAI)


@pytest.mark.parametrize(
    ("base_url", "host", "local"),
    [
        (OPENAI, "api.openai.com", False),
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434", True),
        ("http://localhost:8000", "localhost:8000", True),
        ("http://ollama.localhost/v1", "ollama.localhost", True),
        ("http://[::1]:80/v1", "::1:80", True),
        ("http://192.168.1.2:8000/v1", "192.168.1.2:8000", False),
        ("https://me:secret@dashscope.aliyuncs.com/compatible-mode/v1?k=secret", "dashscope.aliyuncs.com", False),
        ("http://localhost.example.com/v1", "localhost.example.com", False),
    ],
)
def test_the_host_is_named_without_what_else_an_address_carries(base_url: str, host: str, local: bool) -> None:
    llm = asked_for(LlmSettings("m", base_url))
    assert (llm.host, llm.local) == (host, local)
    assert host in told(llm, "zh")
    assert host in told(llm, "en")
    assert "secret" not in told(llm, "zh")


@pytest.mark.parametrize(
    "base_url", ["127.0.0.1:11434/v1", "ftp://host/v1", "http://", "http://host:port/v1", "http://[::1", "v1"]
)
def test_what_is_no_address_is_one_sentence(base_url: str) -> None:
    with pytest.raises(LlmError, match="OPENAI_BASE_URL") as told_why:
        asked_for(LlmSettings("m", base_url))
    assert told_why.value.exit_code == 2


@pytest.mark.parametrize("key", ["sk-密钥", "sk-1\nX-Other: 1", "sk\x00"])
def test_a_key_that_no_request_can_carry_is_refused_unseen(key: str) -> None:
    with pytest.raises(LlmError, match="OPENAI_API_KEY") as told_why:
        asked_for(LlmSettings("m", OPENAI, key))
    assert key not in str(told_why.value)


def test_without_a_model_it_says_what_to_set() -> None:
    with pytest.raises(LlmError) as told_why:
        asked_for(None)
    assert all("YINWEN_LLM_MODEL" in sentence for sentence in told_why.value.args)


def test_the_key_is_not_shown() -> None:
    assert "sk-1" not in repr(LlmSettings("m", key="sk-1"))
    assert "sk-1" not in repr(read_settings({"YINWEN_LLM_MODEL": "m", "OPENAI_API_KEY": "sk-1"}))
