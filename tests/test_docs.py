"""What the documents say holds: commands parse, the snippet runs, folders and files exist."""

import re
import shlex
from pathlib import Path

import pytest

from yinwen.qa import settings
from yinwen.qa.cli import build_parser
from yinwen.webui.cli import main

CLONE = Path(__file__).resolve().parent.parent
README = (CLONE / "README.md").read_text("utf-8")
DOCUMENTS = [*CLONE.glob("*.md"), *CLONE.glob("index/*/README.md"), CLONE / "corpus/README.md"]
COMMANDS = sorted(
    set(re.findall(r"(?:^    (?:\.venv/bin/)?|time |`)(yinwen [^`\n]+?)(?:  +#.*|`|$)", README, re.MULTILINE))
)


@pytest.fixture
def helped(capsys):
    """What ``yinwen … --help`` prints."""

    def ask(*words):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help"])
        assert ended.value.code == 0
        return capsys.readouterr().out

    return ask


def all_commands():
    return [*sorted(build_parser("en")[1].choices), "serve"]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_parse(command, monkeypatch):
    words = shlex.split(command.replace("…", "questions.jsonl"))[1:]
    parsed = []
    monkeypatch.setattr("yinwen.webui.cli.run", lambda arguments: parsed.append(arguments) or 0)
    if "--help" in words:
        with pytest.raises(SystemExit):
            main(words)
    else:
        assert main(words) == 0
        assert parsed[0].command == words[0]


def test_the_readme_shows_every_command():
    assert {shlex.split(command)[1] for command in COMMANDS} >= set(all_commands())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_tells_of_every_command(language, helped):
    text = helped("--lang", language)
    assert [name for name in all_commands() if not re.search(rf"^    {name} +\S", text, re.MULTILINE)] == []


@pytest.mark.parametrize("name", all_commands())
def test_every_command_has_help_in_both_languages(name, helped):
    assert re.search("[一-鿿]", helped(name, "--lang", "zh"))
    assert not re.search("[一-鿿]", helped(name, "--lang", "en"))


def test_the_readmes_python_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("YINWEN_HOME", str(tmp_path))
    snippet = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    exec(compile(snippet, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "98.19%" in printed
    assert "article.txt#p5" in printed


def test_environment_variables_told_are_those_read():
    read = set(re.findall(r"YINWEN_[A-Z]+", Path(settings.__file__).read_text("utf-8")))
    assert set(re.findall(r"YINWEN_[A-Z]+", README)) == read


def test_the_tree_names_folders_that_exist():
    tree = re.search(r"## 目录\n\n(.*?)\n\n", README, re.DOTALL)[1]
    parent = CLONE
    for line in tree.splitlines():
        indent, name = re.match(r" {4}( *)(\S+)/ ", line).groups()
        folder = (parent if indent else CLONE) / name
        assert folder.is_dir()
        parent = parent if indent else folder
    rooms = {path.name for path in CLONE.iterdir() if path.is_dir() and next(path.glob("*.py"), None)}
    assert rooms <= set(re.findall(r"^    (\w+)/", tree, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(CLONE).as_posix())
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        if target.startswith("#"):
            assert f'id="{target[1:]}"' in text
        else:
            assert (document.parent / target).exists()


def test_make_targets_told_are_those_there():
    makefile = (CLONE / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    told = {
        name for path in DOCUMENTS for name in re.findall(r"(?:`|^ {4})make ([a-z-]+)", path.read_text("utf-8"), re.M)
    }
    assert told <= targets
    assert {"serve", "test"} <= told
