import json
import sys
from pathlib import Path

import pytest

from yinwen.index.database import DATABASE
from yinwen.index.library import Library
from yinwen.webui.cli import main

from fakes import FakeEncoder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YINWEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YINWEN_LANG", "zh")
    monkeypatch.delenv("YINWEN_ENCODER", raising=False)
    monkeypatch.setattr("yinwen.index.library.load_encoder", lambda _name: FakeEncoder())
    monkeypatch.setattr("yinwen.index.encoder.load_encoder", lambda _name: FakeEncoder())
    return tmp_path / "home"


@pytest.fixture
def indexed(home: Path, folder: Path) -> Path:
    with Library(home, FakeEncoder()) as library:
        library.add([folder])
    return home


def checks(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, tuple[bool | None, str]]:
    capsys.readouterr()
    main(["doctor", "--json", *argv])
    return {row["name"]: (row["ok"], row["detail"]) for row in json.loads(capsys.readouterr().out)}


def test_an_empty_home_verifies_and_is_not_made(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "索引完好。\n"
    assert not home.exists()


def test_a_sound_index_verifies(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "The index is sound.\n"


def test_a_damaged_database_is_named(indexed: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = indexed / DATABASE
    data = bytearray(file.read_bytes())
    at = data.index(next(path for path in sorted(folder.rglob("*")) if path.is_file()).read_bytes()[:30])
    data[at : at + 24] = b"x" * 24
    file.write_bytes(data)
    assert main(["verify"]) in (1, 3)
    told = capsys.readouterr()
    assert DATABASE in told.out + told.err


def test_the_doctor_tells_of_everything_and_exits_0_where_all_is_well(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line[0] in "✓·" for line in lines)
    found = checks(capsys)
    assert found["Python"] == (True, sys.version.split()[0])
    assert found["编码模型"][1].startswith("fake, 64, ")
    assert found["索引"] == (True, f"{indexed}，3 个文件，4 段")
    assert {"torch", "faiss-cpu", "gradio", "jieba", "剩余空间", "中文字体", "离线"} <= set(found)


def test_a_home_not_made_yet_is_only_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checks(capsys)["索引"] == (None, f"{home}（还没有建立）")
    assert not home.exists()


def test_a_missing_package_is_a_fault_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.metadata as metadata

    real = metadata.version

    def version(name: str) -> str:
        if name == "tantivy":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    found = checks(capsys, "--lang", "en")
    assert found["tantivy"] == (False, "not installed; pip install tantivy")
    assert main(["doctor"]) == 1


def test_a_home_that_is_a_file_is_a_fault(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checks(capsys)["索引"][0] is True
    monkeypatch.setenv("YINWEN_HOME", str(indexed.parent / "file"))
    (indexed.parent / "file").write_text("x")
    ok, detail = checks(capsys)["索引"]
    assert ok is False
    assert "是一个文件" in detail


def test_a_model_from_the_hub_may_touch_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks(capsys)["离线"][0] is True
    ok, detail = checks(capsys, "--encoder", "BAAI/bge-small-zh")["离线"]
    assert ok is None
    assert "BAAI/bge-small-zh" in detail


def test_without_fc_list_fonts_are_not_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert checks(capsys)["中文字体"] == (None, "没有 fc-list，未检查")
