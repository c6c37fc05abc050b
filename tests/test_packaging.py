"""What pyproject.toml lists is what the product is made of. tests/wheel_check.py builds the wheel itself."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((CLONE / "pyproject.toml").read_text("utf-8"))
ROOMS = ("corpus", "index", "qa", "webui")
# In the clone alone: sentence-transformers' form of the encoder, and what is for readers of the code.
EXTRAS = ("llm", "langchain", "mcp")
LEFT_OUT = {"corpus/README.md", "index/EXPERIMENTS.md", "qa/EXPERIMENTS.md", "index/model/model.safetensors"}


def files() -> list[Path]:
    """Every file of the rooms that is not for training, relative to the clone."""
    found = [path.relative_to(CLONE) for room in ROOMS for path in (CLONE / room).rglob("*") if path.is_file()]
    return [path for path in found if not {"__pycache__", "training"} & set(path.parts)]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse((CLONE / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[ <>=!~;\[]", distribution)[0]).lower()


def test_every_package_is_listed():
    packages = {f"yinwen.{'.'.join(path.parent.parts)}" for path in files() if path.suffix == ".py"}
    assert sorted(packages) == sorted(PROJECT["tool"]["setuptools"]["packages"])


def test_every_data_file_is_listed_and_every_pattern_finds_one():
    listed = PROJECT["tool"]["setuptools"]["package-data"]
    by_pattern = {
        (package, pattern): {path.relative_to(CLONE).as_posix() for path in folder.glob(pattern)}
        for package, patterns in listed.items()
        for folder in [CLONE.joinpath(*package.split(".")[1:])]
        for pattern in patterns
    }
    assert [key for key, found in by_pattern.items() if not found] == []
    data = {path.as_posix() for path in files() if path.suffix != ".py"}
    assert data - LEFT_OUT == set().union(*by_pattern.values())


def test_every_library_that_the_product_imports_is_a_dependency():
    imported = set().union(*(imports(path) for path in files() if path.suffix == ".py"))
    distributions = packages_distributions()
    needed = {frozenset(map(name, distributions[module])) for module in imported - sys.stdlib_module_names}
    # The extras are asked for by name where they are missing (qa/llm/answering.py, MissingExtraError).
    extras = PROJECT["project"]["optional-dependencies"]
    declared = {name(one) for one in [*PROJECT["project"]["dependencies"], *(one for e in EXTRAS for one in extras[e])]}
    assert [sorted(names) for names in needed if not names & declared] == []


def test_one_module_alone_imports_what_the_llm_needs():
    assert [p.as_posix() for p in files() if p.suffix == ".py" and {"openai", "httpx"} & imports(p)] == [
        "qa/llm/client.py"
    ]


@pytest.mark.parametrize("path", [path for path in files() if path.suffix in {".onnx", ".npz"}], ids=str)
def test_weights_are_small_enough_for_a_wheel(path):
    assert (CLONE / path).stat().st_size <= 40 << 20


def test_nothing_names_an_index_of_packages():
    texts = [
        (CLONE / path).read_text("utf-8")
        for path in ("pyproject.toml", "Makefile", ".ci/run", "Dockerfile", "compose.yaml")
    ]
    assert not any(re.search(r"index-url|find-links|https?://(?!127)", text) for text in texts)
