"""Any sentence-transformers folder, the hub's cache, and a hub that cannot be reached."""

import os
import shutil
import socket
import subprocess
import sys

import numpy as np
import pytest

from yinwen.corpus.errors import EncoderError
from yinwen.index import hub
from yinwen.index.encoder import MODEL, load_encoder

TEXTS = ["请问怎么办理身份证？", "How do I reset my password?", "今天天气真好。"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A sentence-transformers folder of two random layers, without prompts."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    from yinwen.index.training import export

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    folder.mkdir()
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, pad_token_id=1,
    )  # fmt: skip
    export.save_sentence_transformer(BertModel(config), tokenizer, folder)
    (folder / "config_sentence_transformers.json").write_text("{}")
    return folder


def test_loads_any_sentence_transformers_folder(tiny):
    encoder = load_encoder(tiny)
    vectors = encoder.encode_passages(TEXTS)
    assert (encoder.name, encoder.dim, vectors.shape) == ("tiny", 16, (3, 16))
    assert np.array_equal(vectors, encoder.encode_queries(TEXTS)), "no prompts, no difference"
    assert load_encoder(str(tiny)).fingerprint == encoder.fingerprint


def test_a_changed_weight_changes_the_fingerprint(tiny, tmp_path):
    from safetensors.torch import load_file, save_file

    copy = shutil.copytree(tiny, tmp_path / "tiny")
    before = load_encoder(tiny).fingerprint
    assert load_encoder(copy).fingerprint == before
    weights = load_file(copy / "model.safetensors")
    weights["encoder.layer.1.output.dense.bias"][0] += 1
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    assert load_encoder(copy).fingerprint != before


@pytest.mark.parametrize("damage", ["model.safetensors", "config.json"])
def test_a_damaged_folder_is_one_sentence(tiny, tmp_path, damage):
    copy = shutil.copytree(tiny, tmp_path / "tiny")
    (copy / damage).write_bytes(b"{")
    with pytest.raises(EncoderError, match=r"无法载入"):
        load_encoder(copy)


def test_a_folder_that_is_missing_or_holds_no_model_is_one_sentence(tmp_path):
    with pytest.raises(EncoderError, match=r"找不到编码模型文件夹"):
        load_encoder(tmp_path / "nowhere")
    with pytest.raises(EncoderError, match=r"holds no sentence-transformers model"):
        load_encoder(tmp_path)


def run_with_hub(name, home, **environment):
    """``load_encoder(name)`` in a process of its own: huggingface_hub reads its variables when it is imported."""
    code = f"""
import sys
from yinwen.corpus.errors import EncoderError
from yinwen.index.encoder import load_encoder
try: load_encoder({name!r})
except EncoderError as error: print(error)
print("torch" in sys.modules)
"""
    known = {key: value for key, value in os.environ.items() if not key.lower().endswith("proxy")}
    known = {key: value for key, value in known.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    env = known | {"HF_HOME": str(home)} | environment
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip().split("\n")


@pytest.mark.parametrize("name", ["someone/some-model", "some-model"])
def test_an_unreachable_hub_is_one_sentence_before_torch_is_imported(tmp_path, name):
    sentence, torch = run_with_hub(name, tmp_path, HF_ENDPOINT="http://127.0.0.1:9")
    assert "连不上 http://127.0.0.1:9" in sentence
    assert f"The encoder {name} is not on this machine" in sentence
    assert torch == "False"


def test_offline_mode_is_one_sentence_before_torch_is_imported(tmp_path):
    sentence, torch = run_with_hub("someone/some-model", tmp_path, HF_HUB_OFFLINE="1")
    assert "HF_HUB_OFFLINE" in sentence
    assert torch == "False"


def test_a_hub_without_the_model_and_a_hub_that_never_answers(monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(hub, "_ask", lambda endpoint, repositories: [404] * len(repositories))
    with pytest.raises(EncoderError, match="has no encoder someone/some-model"):
        hub.require_hub("someone/some-model")
    monkeypatch.setattr(hub, "_ask", lambda endpoint, repositories: [])
    with pytest.raises(EncoderError, match="cannot be reached"):
        hub.require_hub("someone/some-model")
    monkeypatch.setattr(hub, "_ask", lambda endpoint, repositories: [401])
    hub.require_hub("someone/some-model")


def test_a_silent_hub_is_given_up(monkeypatch):
    monkeypatch.setattr(hub, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as server:  # accepts, never speaks
        assert hub._ask(f"http://127.0.0.1:{server.getsockname()[1]}", ["a/b"]) == []


@pytest.mark.slow
def test_a_cached_hub_model_is_loaded_without_the_hub(tiny, tmp_path):
    repository = tmp_path / "hub" / "models--someone--tiny"
    shutil.copytree(tiny, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    assert run_with_hub("someone/tiny", tmp_path, HF_ENDPOINT="http://127.0.0.1:9") == ["True"]
