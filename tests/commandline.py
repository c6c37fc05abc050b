"""What tests of the commands share: a home of their own, and a command run in this process."""

from pathlib import Path

import pytest

from yinwen.webui.cli import main

from fakes import FakeEncoder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in Chinese, with the cheap encoder behind every command."""
    for name in ("YINWEN_ENCODER", "YINWEN_DICT", "YINWEN_CACHE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("YINWEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YINWEN_LANG", "zh")
    monkeypatch.setattr("yinwen.index.library.load_encoder", lambda _name: FakeEncoder())
    return tmp_path / "home"


@pytest.fixture
def indexed(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["index", str(folder)]) == 0
    capsys.readouterr()
    return folder


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    try:
        code = main(argv)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def one_sentence(text: str) -> None:
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    assert "Traceback" not in text
