"""docs/python.md: its snippets run, and every public name, signature and field is there."""

import inspect
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import yinwen.qa
from yinwen.qa import Assistant, AsyncAssistant

TEXT = (Path(__file__).resolve().parent.parent / "docs/python.md").read_text("utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("docs")


@pytest.mark.parametrize("number", range(len(SNIPPETS)))
def test_the_snippets_run_and_cite(
    number: int, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YINWEN_HOME", str(home))
    exec(compile(SNIPPETS[number], "docs/python.md", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert "98.19%" in printed
    assert "False" not in printed


def test_the_start_is_five_lines() -> None:
    assert len([line for line in SNIPPETS[0].splitlines() if line]) == 5
    assert "pip install ." in TEXT[: TEXT.index("```python")]


@pytest.mark.parametrize("name", yinwen.qa.__all__)
def test_every_public_name_is_told_with_its_fields(name: str) -> None:
    assert re.search(rf"`{name}[`(]", TEXT)
    public = getattr(yinwen.qa, name)
    told = fields(public) if is_dataclass(public) else ()
    line = re.search(rf"`{name}`: (.*?)(?:\n- |\n\n|\Z)", TEXT, re.DOTALL)
    assert [one.name for one in told if not line or f"`{one.name}`" not in line[1]] == []


def signature(function: Callable[..., Any]) -> str:
    """Without annotations and ``self``; a default that is a function is an ellipsis."""
    told, starred = [], False
    for parameter in list(inspect.signature(function).parameters.values()):
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            told.append("*")
            starred = True
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        held = parameter.default
        default = "" if held is parameter.empty else "=…" if inspect.isfunction(held) else f"={held!r}"
        told.append(mark + parameter.name + default)
    return f"({', '.join(told)})"


@pytest.mark.parametrize("public", [Assistant, AsyncAssistant])
def test_every_method_is_told_with_its_signature(public: type) -> None:
    start = TEXT.index(f"\n## {public.__name__}\n")
    section = re.sub(r"\s+", " ", TEXT[start : TEXT.index("\n## ", start + 1)])
    methods = [(name, value) for name, value in inspect.getmembers(public, callable) if not name.startswith("_")]
    told = {name + signature(value) for name, value in methods} | {public.__name__ + signature(public)}
    assert [one for one in told if one not in section] == []
