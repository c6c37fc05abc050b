"""Any sentence-transformers model, from a folder, the local hub cache or the hub, as an :class:`Encoder`."""

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ..corpus.errors import EncoderError
from . import hub
from .types import Vectors

BATCH = 32
STEP = 256
"""Texts that sentence-transformers sorts by length at once, and between which other threads get their turn."""


class SentenceTransformerEncoder:
    """Wraps a loaded ``SentenceTransformer``; its own ``query`` and ``passage`` or ``document`` prompts are used.

    Args:
        model: The loaded model.
        name: What the manifest calls it.
    """

    def __init__(self, model: Any, name: str) -> None:
        self.name = name
        self._model = model
        # Fast tokenizers of transformers change their own padding as they run: two threads at once are an error there.
        self._lock = threading.Lock()
        measure = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        self.dim = int(measure())

    @cached_property
    def fingerprint(self) -> str:
        """Hex sha256 over architecture, tokenizer, prompts and every weight, wherever the model was loaded from."""
        import torch

        model = self._model
        settings = {"prompts": model.prompts, "length": model.max_seq_length, "modules": str(model)}
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        backend = getattr(model.tokenizer, "backend_tokenizer", model.tokenizer)
        if hasattr(backend, "to_str"):
            digest.update(json.dumps(json.loads(backend.to_str())["model"], sort_keys=True).encode())
        for key, tensor in sorted(model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""
        return self._encode(self._model.prompts.get("query") or "", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""
        prompts = self._model.prompts
        return self._encode(prompts.get("passage") or prompts.get("document") or "", texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), np.float32)
        for start in range(0, len(texts), STEP):
            step = list(texts[start : start + STEP])
            with self._lock:
                vectors[start : start + len(step)] = self._model.encode(
                    step, prompt=prompt, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
                )
        return vectors


def load_sentence_transformer(name: str) -> SentenceTransformerEncoder:
    """Loads a folder or a hub name; the hub is asked only for what the local cache lacks.

    Raises:
        EncoderError: No such folder, no model in it, or a hub that cannot be reached (said within 2 seconds).
    """
    folder = Path(name).expanduser()
    if folder.exists():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise EncoderError(
                f"{folder} 里没有 sentence-transformers 模型（缺 modules.json）；请用 --encoder 指定模型所在的文件夹。",
                f"{folder} holds no sentence-transformers model (no modules.json); give --encoder a model's folder.",
            )
        return SentenceTransformerEncoder(_load(str(folder), offline=True), folder.resolve().name)
    if not hub.is_hub_name(name):
        raise EncoderError(
            f"找不到编码模型文件夹 {folder}；请检查 --encoder 的路径。",
            f"There is no encoder folder {folder}; check the path given to --encoder.",
        )
    cached = hub.is_cached(name)
    if not cached:
        hub.require_hub(name)
    return SentenceTransformerEncoder(_load(name, offline=cached), name)


def _load(name: str, offline: bool) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        return SentenceTransformer(name, local_files_only=offline)
    except Exception as error:  # the libraries raise anything here: OSError, ValueError, KeyError, safetensors' own
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise EncoderError(
            f"编码模型 {name} 无法载入（{reason}）；请检查它是否完整，或用 --encoder 指定另一个模型。",
            f"The encoder {name} cannot be loaded ({reason}); check that it is complete, or name another with --encoder.",
        ) from error
    finally:
        if shown:
            logging.enable_progress_bar()
