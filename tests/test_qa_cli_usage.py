import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import home, indexed, one_sentence, run

from yinwen.corpus.errors import BusyError, DamagedError, EncoderError, IndexMismatchError, YinwenError
from yinwen.index.locks import WRITING, held
from yinwen.qa import commands
from yinwen.qa.assistant import Assistant
from yinwen.qa.cli import build_parser, language_of, usage_in_chinese
from yinwen.qa.help import HELP

__all__ = ["home", "indexed"]  # fixtures


@pytest.mark.parametrize("question", ["", "   ", "？？", "问" * 100_000, "x" * 100_000])
def test_a_question_that_cannot_be_asked_is_one_sentence(
    indexed: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    for command in ("ask", "search"):
        code, out, err = run(capsys, command, question)
        assert (code, out) == (2, "")
        one_sentence(err)
        assert len(err) < 200


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "命令写错了：缺少 命令；用 yinwen --help 查看用法。"),
        (["ask"], "命令写错了：缺少 question；用 yinwen ask --help 查看用法。"),
        (["ask", "问", "--in"], "命令写错了：--in 后面缺少内容；用 yinwen ask --help 查看用法。"),
        (["ask", "问", "--no-such"], "命令写错了：不认识 --no-such（问题里有空格时请加引号）；用 yinwen --help 查看用法。"),
        (["search", "问", "--top-k", "x"], "命令写错了：--top-k：1 到 1000，不是 x；用 yinwen search --help 查看用法。"),
        (["search", "问", "--top-k", "0"], "命令写错了：--top-k：1 到 1000，不是 0；用 yinwen search --help 查看用法。"),
        (["search", "x", "--top-k", "-1", "--lang", "en"], "Wrong usage: argument --top-k: 1-1000, not -1; see yinwen search --help."),
        (["--lang", "en", "remove"], "Wrong usage: the following arguments are required: DOC_ID; see yinwen remove --help."),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_sentence(capsys: pytest.CaptureFixture[str], argv: list[str], told: str) -> None:
    assert run(capsys, *argv) == (2, "", told + "\n")


def test_a_wrong_choice_names_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["nonsense"], ["ask", "问", "--lang", "fr"]):
        code, out, err = run(capsys, *argv)
        assert (code, out) == (2, "")
        one_sentence(err)
        assert f"没有“{argv[-1]}”，可以是 " in err


def test_what_argparse_says_otherwise_stays_as_it_is() -> None:
    assert usage_in_chinese("something new") == "something new"
    assert usage_in_chinese("ambiguous option: --h could match --home, --help") == "--h 不明确，可能是 --home, --help"


@pytest.mark.parametrize("command", [["list"], ["ask", "长江"], ["index", "{}"], ["verify"]])
def test_a_home_that_is_a_file_is_one_sentence(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / "file").write_text("x")
    code, out, err = run(capsys, *(word.format(folder) for word in command), "--home", str(tmp_path / "file"))
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "file" in err


def test_a_home_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)  # root, who may run this, could make any
    code, out, err = run(capsys, "list", "--home", str(tmp_path / "locked"))
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "Permission denied" in err


def test_a_second_writer_exits_4(indexed: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(home, WRITING):
        code, out, err = run(capsys, "remove", "a.txt")
    assert (code, out) == (4, "")
    one_sentence(err)


@pytest.mark.parametrize(
    ("error", "code"),
    [(IndexMismatchError, 3), (DamagedError, 3), (EncoderError, 3), (BusyError, 4), (YinwenError, 2)],
)
def test_every_error_has_its_exit_code_and_its_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[YinwenError], code: int
) -> None:
    def fail(*_: object) -> int:
        raise error("坏了。", "Broken.")

    monkeypatch.setattr(commands, "list_command", fail)
    assert run(capsys, "list") == (code, "", "坏了。\n")
    assert run(capsys, "list", "--lang", "en") == (code, "", "Broken.\n")


def test_an_interrupt_exits_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> Assistant:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "open_assistant", interrupt)
    assert run(capsys, "ask", "长江")[0] == 130


# -- language, options, help


def test_the_language_of_messages(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for argv in (["--lang", "en", "ask", "火星上的火山？"], ["ask", "火星上的火山？", "--lang", "en"]):
        assert run(capsys, *argv)[1].startswith("The documents don't say.")
    monkeypatch.setenv("YINWEN_LANG", "en")
    assert run(capsys, "ask", "火星上的火山？")[1].startswith("The documents don't say.")
    assert run(capsys, "ask", "火星上的火山？", "--lang", "zh")[1].startswith("文件里没有说。")
    assert language_of(["--lang", "nonsense"]) == "en"


def test_common_options_stand_before_or_after_the_command(indexed: Path, home: Path, tmp_path: Path) -> None:
    parser, _ = build_parser("zh")
    for argv in (
        ["--home", str(home), "list"],
        ["list", "--home", str(home)],
        ["--home", "x", "list", "--home", str(home)],
    ):
        assert parser.parse_args(argv).home == home
    assert parser.parse_args(["list"]).home is None


def test_both_languages_have_every_text() -> None:
    assert set(HELP["zh"]) == set(HELP["en"])
    assert all(HELP["zh"].values())
    assert all(HELP["en"].values())


@pytest.mark.parametrize(
    "argv", [["--help"], ["ask", "--help"], ["index", "--help"], ["serve", "--help"], ["--version"]]
)
def test_help_imports_nothing_heavy(argv: list[str]) -> None:
    heavy = "numpy torch faiss gradio jieba onnxruntime sentence_transformers tantivy opencc tokenizers tqdm fastapi"
    code = (
        f"import sys; from yinwen.webui.cli import main\ntry: main({argv!r})\nexcept SystemExit as e: assert not e.code\n"
        f"found = [name for name in {heavy.split()!r} if name in sys.modules]\nassert not found, found"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "yinwen" in done.stdout


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import yinwen.index.library as l; from fakes import FakeEncoder\n"
        "l.load_encoder = lambda _: FakeEncoder()\nfrom yinwen.webui.cli import main; sys.exit(main(['search', '湖北', '--json']))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, here], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert done.returncode == 141
    assert done.stderr == ""
