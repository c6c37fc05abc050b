import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yinwen.corpus.errors import BusyError, DamagedError, EncoderError, IndexMismatchError, YinwenError
from yinwen.index.locks import WRITING, held
from yinwen.qa import commands
from yinwen.qa.assistant import Assistant
from yinwen.qa.cli import build_parser, language_of, usage_in_chinese
from yinwen.qa.help import HELP
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


# -- answers and their exit codes


def test_an_answer_exits_0_and_a_refusal_1(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", "长江十年禁渔从什么时候开始？")
    assert (code, err) == (0, "")
    assert "2021年1月1日" in out
    code, out, err = run(capsys, "ask", "火星上的火山有几座？")
    assert code == 1
    assert out.startswith("文件里没有说。")


def test_ask_json_has_the_documented_names_and_exact_quotes(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "长江十年禁渔从什么时候开始？", "--json")
    value = json.loads(out)
    assert code == 0
    assert set(value) >= {
        "question",
        "rewritten_question",
        "answer",
        "span",
        "abstained",
        "probability",
        "citations",
        "hits",
        "timings",
    }
    (citation,) = value["citations"]
    assert set(citation) == {"marker", "doc_id", "passage_id", "start", "end", "quote", "heading_path", "ordinal"}
    text = (indexed / citation["doc_id"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert set(value["hits"][0]) >= {"passage_id", "doc_id", "start", "end", "text", "score"}


def test_search_gives_passages_and_exits_1_without_any(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "search", "红茶", "--top-k", "2", "--json")
    value = json.loads(out)
    assert code == 0
    assert value["query"] == "红茶"
    assert len(value["hits"]) == 2
    for hit in value["hits"]:
        assert (indexed / hit["doc_id"]).read_text(encoding="utf-8")[hit["start"] : hit["end"]] == hit["text"]
    main(["remove", *(row["doc_id"] for row in listed(capsys))])
    capsys.readouterr()
    assert run(capsys, "search", "红茶")[0] == 1


def listed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(run(capsys, "list", "--json")[1])
    return rows


def test_history_and_in(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "ask", "那红茶呢？", "--history", "绿茶用多少度的水冲泡？")
    assert out.splitlines()[0] == "理解为：红茶用多少度的水冲泡？"
    code, out, _ = run(capsys, "search", "开馆", "--in", "sub/c.txt", "--in", "a.txt", "--json")
    assert {hit["doc_id"] for hit in json.loads(out)["hits"]} == {"a.txt", "sub/c.txt"}
    code, out, err = run(capsys, "ask", "长江", "--in", "nowhere.txt")
    assert (code, out) == (2, "")
    one_sentence(err)
    assert "nowhere.txt" in err


# -- documents


def test_index_reports_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "index", str(folder)) == (0, "新增 3 个，更新 0 个，未变 0 个，移除 0 个。\n", "")
    (folder / "a.txt").unlink()
    (folder / "b.md").write_text("# 茶\n\n绿茶。\n", encoding="utf-8")
    _, out, _ = run(capsys, "index", str(folder), "--lang", "en")
    assert out.splitlines() == [
        "0 added, 1 updated, 1 unchanged, 1 removed.",
        "  removed (no longer in the folder): a.txt",
    ]


def test_one_bad_file_among_good_ones_is_told_and_the_others_stay(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    code, out, err = run(capsys, "index", str(folder))
    assert code == 2
    assert out.startswith("新增 3 个")
    assert "bad.txt" in err
    one_sentence(err)
    assert len(listed(capsys)) == 3


@pytest.mark.parametrize("argv", [["index"], ["index", "nowhere.txt"], ["index", "{}"], ["remove", "nowhere.txt"]])
def test_bad_paths_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    (tmp_path / "empty").mkdir()
    code, out, err = run(capsys, *(word.format(tmp_path / "empty") for word in argv))
    assert (code, out) == (2, "")
    one_sentence(err)


def test_list_and_remove(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "list")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["a.txt", "b.md", "sub/c.txt"]
    assert set(listed(capsys)[0]) == {"doc_id", "title", "source", "shipped", "characters", "passages", "encoding"}
    assert run(capsys, "remove", "a.txt", "b.md") == (0, "已移除 a.txt\n已移除 b.md\n", "")
    assert run(capsys, "remove", "sub/c.txt", "--lang", "en") == (0, "removed sub/c.txt\n", "")
    assert run(capsys, "list") == (0, "索引里没有文件。\n", "")
    assert run(capsys, "ask", "长江禁渔？")[0] == 1


def test_the_shipped_article_is_there_at_first_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list")
    assert (code, out.split("\t")[0]) == (0, "article.txt（示例）")
    assert run(capsys, "verify")[0] == 0


# -- chat


def chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return run(capsys, "chat")


def test_chat_answers_what_is_piped_in_and_follows_up(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = chat(monkeypatch, capsys, "绿茶用多少度的水冲泡？\n？？\n那红茶呢？\n")
    assert code == 0
    assert "八十度" in out
    assert "理解为：红茶用多少度的水冲泡？" in out
    one_sentence(err)
    assert "> " not in out


@pytest.mark.parametrize("typed", ["", "\n", "\n长江禁渔？\n"])
def test_an_empty_line_or_the_end_of_input_ends_a_chat(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    code, out, _ = chat(monkeypatch, capsys, typed)
    assert code == 0
    assert len(out.splitlines()) == 2


# -- bad input


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
