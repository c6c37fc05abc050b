"""The Dockerfile and compose.yaml as far as they can be checked without Docker: names, ports, the user, what is copied."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import yaml

from yinwen.webui.cli import main

CLONE = Path(__file__).resolve().parent.parent
TEXT = (CLONE / "Dockerfile").read_text("utf-8")
LINES = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line]
SECOND = max(n for n, (name, _) in enumerate(STEPS) if name == "FROM")
SERVICE = yaml.safe_load((CLONE / "compose.yaml").read_text("utf-8"))["services"]["yinwen"]
PROJECT = tomllib.loads((CLONE / "pyproject.toml").read_text("utf-8"))


def last(name: str) -> str:
    """The instruction as the image that runs has it."""
    return [value for held, value in STEPS[SECOND:] if held == name][-1]


def copied() -> list[str]:
    found = [shlex.split(value) for name, value in STEPS if name == "COPY"]
    return [source for words in found if not words[0].startswith("--from") for source in words[:-1]]


def ignored(path: str) -> bool:
    patterns = [one for one in (CLONE / ".dockerignore").read_text("utf-8").splitlines() if one and one[0] != "#"]
    parts = path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(
        fnmatch(one.rsplit("/", 1)[-1], pattern[3:]) if pattern.startswith("**/") else fnmatch(one, pattern)
        for one in above
        for pattern in patterns
    )


def test_what_is_copied_is_there_and_is_all_that_the_wheel_is_made_of():
    assert [path for path in copied() if not (CLONE / path).exists() or ignored(path)] == []
    rooms = {package.split(".")[1] for package in PROJECT["tool"]["setuptools"]["packages"]}
    assert {"pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], *rooms} == set(
        copied()
    )
    for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items():
        folder = CLONE.joinpath(*package.split(".")[1:])
        data = [path.relative_to(CLONE).as_posix() for pattern in patterns for path in folder.glob(pattern)]
        assert [path for path in data if ignored(path)] == []


def test_what_is_private_or_large_stays_out():
    assert all(map(ignored, [".git/config", ".venv/bin/python", "tests/fakes.py", "index/model/model.safetensors"]))
    assert not ignored("qa/mcp/tools.py")


def test_both_stages_are_the_same_python_and_one_that_is_supported():
    images = {value.split()[0] for name, value in STEPS if name == "FROM"}
    assert images == {"python:3.12-slim"}
    assert "Programming Language :: Python :: 3.12" in PROJECT["project"]["classifiers"]


def test_it_does_not_run_as_root_and_owns_its_volume():
    user = last("USER")
    made = last("RUN")
    assert user not in {"root", "0"}
    assert re.search(rf"useradd --uid [1-9]\d+ .*\b{user}\b", made)
    volume = last("VOLUME")
    assert f"chown {user}:{user} {volume}" in made
    assert f"YINWEN_HOME={volume}" in shlex.split(last("ENV"))
    names = [name for name, _ in STEPS[SECOND:]]
    assert names.index("RUN") < names.index("USER") < names.index("ENTRYPOINT")
    assert f"data:{volume}" in SERVICE["volumes"]
    assert SERVICE["cap_drop"] == ["ALL"]


def test_it_is_offline_unless_told_otherwise():
    assert "HF_HUB_OFFLINE=1" in shlex.split(last("ENV"))
    assert not re.search(r"https?://(?!127\.0\.0\.1)", TEXT)


def test_the_command_is_one_of_ours_and_the_ports_agree(monkeypatch):
    parsed = []
    monkeypatch.setattr("yinwen.webui.cli.run", lambda arguments: parsed.append(arguments) or 0)
    assert json.loads(last("ENTRYPOINT")) == ["yinwen"]
    assert main(json.loads(last("CMD"))) == 0
    (arguments,) = parsed
    assert (arguments.command, arguments.host) == ("serve", "0.0.0.0")
    port = str(arguments.port)
    assert last("EXPOSE") == port
    assert f"http://127.0.0.1:{port}/healthz" in last("HEALTHCHECK")
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_health_check_asks_a_route_that_is_there():
    checked = json.loads(last("HEALTHCHECK").split("CMD ", 1)[1])
    compile(checked[2], "HEALTHCHECK", "exec")
    assert '"/healthz"' in (CLONE / "webui/server.py").read_text("utf-8")


def test_compose_passes_the_arguments_that_the_build_takes():
    taken = {value.split("=")[0] for name, value in STEPS if name == "ARG"}
    assert set(SERVICE["build"]["args"]) == taken
    extras = PROJECT["project"]["optional-dependencies"]
    assert set(re.search(r"EXTRAS=([a-z,]+)$", TEXT, re.MULTILINE)[1].split(",")) <= set(extras)
    requirement = next(one for one in PROJECT["project"]["dependencies"] if one.startswith("torch"))
    assert requirement.split(",")[1] in TEXT
