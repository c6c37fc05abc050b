from pathlib import Path

import pytest

from yinwen.qa.settings import default_home, read_language, read_settings


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"YINWEN_LANG": "en"}, "en"),
        ({"YINWEN_LANG": "EN"}, "en"),
        ({"YINWEN_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.GB18030"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"YINWEN_LANG": "", "LANG": "en_US.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_users(environ: dict[str, str], language: str) -> None:
    assert read_language(environ) == language


def test_settings_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = read_settings(
        {"YINWEN_HOME": "~/index", "YINWEN_ENCODER": "BAAI/bge-small-zh", "YINWEN_DICT": "~/words", "YINWEN_CACHE": "c"}
    )
    assert settings.home == tmp_path / "index"
    assert settings.encoder == "BAAI/bge-small-zh"
    assert settings.user_dictionary == tmp_path / "words"
    assert settings.cache == Path("c")


def test_an_empty_variable_is_none() -> None:
    empty = dict.fromkeys(("YINWEN_HOME", "YINWEN_ENCODER", "YINWEN_DICT", "YINWEN_CACHE"), "")
    settings = read_settings({**empty, "LANG": "C"})
    assert (settings.encoder, settings.user_dictionary, settings.cache) == (None, None, None)
    assert settings.home == default_home({})
    assert settings.home.name == "yinwen"


def test_the_apis_key_is_taken_and_never_shown() -> None:
    settings = read_settings({"YINWEN_API_KEY": " sk-1\n"})
    assert settings.api_key == "sk-1"
    assert "sk-1" not in repr(settings)
    assert read_settings({"YINWEN_API_KEY": " "}).api_key is None
