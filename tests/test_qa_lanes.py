"""Before a long run: the cost of either encoder is told, and on a terminal one may be taken."""

import sys

import pytest

from yinwen.corpus.errors import EncoderError
from yinwen.index.library import Library
from yinwen.qa import commands, lanes
from yinwen.qa.lanes import Estimate, asked, chosen, consider, told
from yinwen.qa.settings import Settings
from yinwen.webui.cli import main

from fakes import FakeEncoder

LONG = Estimate(size=6_200_000, full=1500.0, fast=62.0, static=False, open=True)


class Clock:
    """Each look at it takes a second: an encoder seems to take a second for the sample."""

    now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


@pytest.fixture
def archive(tmp_path):
    root = tmp_path / "archive"
    root.mkdir()
    for n in range(4):
        text = "\n\n".join(f"第{n}卷第{m}段。沿江的渔民全部上岸，有了新的工作和住处。" for m in range(1000))
        (root / f"{n}.txt").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", language="zh")


def load(name):
    return FakeEncoder(str(name))


def test_a_long_run_has_an_estimate(archive, settings):
    estimate = consider([archive], False, settings, load, Clock())
    assert estimate is not None
    assert estimate.size == sum(path.stat().st_size for path in archive.iterdir())
    assert estimate.full > lanes.LONG
    assert estimate.open
    assert not estimate.static


def test_a_short_one_measures_nothing(folder, settings):
    def never(name):
        raise AssertionError(name)

    assert consider([folder], False, settings, never, Clock()) is None


def test_one_that_the_full_encoder_soon_does_has_none(archive, settings):
    assert consider([archive], False, settings, load, lambda: 1.0) is None


def test_without_a_static_encoder_there_is_no_choice(archive, settings):
    def only_full(name):
        if name == "static":
            raise EncoderError("没有", "none")
        return FakeEncoder()

    assert consider([archive], False, settings, only_full, Clock()) is None


def test_who_named_an_encoder_is_not_asked(archive, settings, tmp_path):
    named = Settings(home=tmp_path / "home", language="zh", encoder="static")
    estimate = consider([archive], False, named, load, Clock())
    assert estimate is not None
    assert not estimate.open
    assert estimate.static


def test_nor_who_has_documents_already(archive, folder, settings):
    with Library(settings.home, FakeEncoder("default")) as library:
        library.add([folder])
    estimate = consider([archive], False, settings, load, Clock())
    assert estimate is not None
    assert not estimate.open


def test_a_rebuild_counts_what_is_stored(archive, settings):
    with Library(settings.home, FakeEncoder("default")) as library:
        library.add([archive])
    assert consider([archive], False, settings, load, Clock()) is None
    estimate = consider([], True, settings, load, Clock())
    assert estimate is not None
    assert estimate.size == pytest.approx(sum(path.stat().st_size for path in archive.iterdir()), rel=0.2)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_costs_are_told_and_what_changes_over(language):
    for estimate, how in (
        (LONG, "--encoder static"),
        (Estimate(6_200_000, 1500.0, 62.0, static=False, open=False), "--rebuild --encoder static"),
        (Estimate(6_200_000, 1500.0, 62.0, static=True, open=False), "--rebuild --encoder default"),
    ):
        line = told(estimate, language)
        assert how in line
        assert "6.2 MB" in line
        assert ("25 分钟" if language == "zh" else "25 min") in line
        assert "\n" not in line
    assert ("1 分钟" if language == "zh" else "1 min") in asked(LONG, language)


def test_durations_are_told_in_what_one_would_say():
    hours = Estimate(1, 4 * 3600.0, 0.2, static=False, open=True)
    assert "4.0 小时" in told(hours, "zh")
    assert "1 秒" in told(hours, "zh")
    assert "4.0 h" in told(hours, "en")


@pytest.mark.parametrize(
    ("lines", "encoder"), [([""], None), (["1"], None), (["2"], "static"), (["快", " 2 "], "static"), ([], None)]
)
def test_it_asks_until_it_is_answered(lines, encoder):
    shown = []

    def read():
        if not lines:
            raise EOFError
        return lines.pop(0)

    assert chosen(LONG, "zh", read, shown.append) == encoder
    assert not lines


def run(monkeypatch, archive, home, terminal, answer="2"):
    """``yinwen index`` where the run is long and the static encoder is a fake one."""
    loaded = []

    def fake(name, threads=None):
        loaded.append(name)
        return FakeEncoder(str(name or "default"))

    monkeypatch.setattr(commands, "consider", lambda *_: LONG)
    monkeypatch.setattr("yinwen.index.library.load_encoder", fake)
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("builtins.input", lambda: answer)
    assert main(["index", str(archive), "--home", str(home), "--lang", "zh"]) == 0
    with Library(home) as library:
        return library.meta()["encoder"], len(library.documents())


def test_on_a_terminal_the_user_chooses(monkeypatch, folder, tmp_path, capsys):
    assert run(monkeypatch, folder, tmp_path / "home", terminal=True) == ("static", 3)
    assert "选 1 还是 2" in capsys.readouterr().err


def test_enter_takes_the_full_one(monkeypatch, folder, tmp_path):
    assert run(monkeypatch, folder, tmp_path / "home", terminal=True, answer="") == ("default", 3)


def test_elsewhere_it_is_told_and_goes_on(monkeypatch, folder, tmp_path, capsys):
    assert run(monkeypatch, folder, tmp_path / "home", terminal=False) == ("default", 3)
    assert "--encoder static" in capsys.readouterr().err


def test_a_library_that_holds_the_example_alone_changes_over(monkeypatch, folder, tmp_path):
    with Library(tmp_path / "home", FakeEncoder("default")) as library:
        library.add_shipped()
    assert run(monkeypatch, folder, tmp_path / "home", terminal=True) == ("static", 3)
