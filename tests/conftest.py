"""Fixtures that many rooms share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# With two threads on busy cores small batches ran 4 to 10 times slower (measured).
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
sys.path.insert(0, str(Path(__file__).parent))

import pytest

from yinwen.index.library import Library

from fakes import FakeEncoder, exporting

# What the developer has set for a library of their own is no part of a test.
for name in ("HOME", "LANG", "ENCODER", "DICT", "CACHE", "LLM_MODEL", "API_KEY"):
    os.environ.pop(f"YINWEN_{name}", None)
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
    os.environ.pop(name, None)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: FakeEncoder) -> Iterator[Library]:
    with Library(tmp_path / "home", encoder) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three small documents."""
    root = tmp_path / "documents"
    (root / "sub").mkdir(parents=True)
    (root / "a.txt").write_text(
        "长江禁渔\n\n　　长江十年禁渔从2021年1月1日开始。沿江渔民全部上岸。\n", encoding="utf-8"
    )
    (root / "b.md").write_text(
        "# 茶的泡法\n\n绿茶用八十度的水冲泡。红茶用沸水冲泡。\n\n## 保存\n\n茶叶要避光防潮。\n", encoding="utf-8"
    )
    (root / "sub" / "c.txt").write_text(
        "图书馆开放时间\n\n　　周一至周五上午九点开馆，晚上九点闭馆。周末十点开馆。\n", encoding="utf-8"
    )
    return root


@pytest.fixture
def api(library: Library, folder: Path) -> Iterator[Any]:
    """A client of the API over the three documents."""
    from api_server import served

    from yinwen.qa.assistant import Assistant

    library.add([folder])
    with served(Assistant(library)) as client:
        yield client


@pytest.fixture(scope="session")
def trunk_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random network with the shipped tokenizer: what a reader's training starts from."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    from yinwen.index.encoder import MODEL

    folder = tmp_path_factory.mktemp("trunk")
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, pad_token_id=1, initializer_range=0.3,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="session")
def reader_folder(trunk_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader of random weights, exported and quantized as the shipped one is."""
    import torch

    from yinwen.qa.training.export_reader import make

    folder = tmp_path_factory.mktemp("reader")
    torch.manual_seed(6)
    with exporting():
        make(trunk_folder, None, folder, "int8")
    return folder


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With ``YINWEN_SKIPS=fail``, as in .ci/run, a suite that left something out has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("YINWEN_SKIPS") == "fail" and reporter.stats.get("skipped"):
        reporter.write_line("\nskipped tests count as failed here (YINWEN_SKIPS=fail); -rs says which and why")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
