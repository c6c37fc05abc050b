"""The shipped encoder: an int8 ONNX file through onnxruntime, without torch or sentence-transformers.

A sentence of a passage is encoded in its context: the passage goes through the network once, and each sentence is the
mean of its own pieces' states (late pooling, Günther et al. 2024, 2409.04701), so that 其中7名百岁老人 knows whose.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..corpus.errors import EncoderError
from .pooling import sentence_of_pieces
from .types import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_PIECES = 512
BATCH_PIECES = 2048
"""Pieces in a batch, padding counted: 1,024 to 4,096 are the fastest on two cores, more cost memory and time."""
PROMPT_FILE = "config_sentence_transformers.json"
ONNX_FILE = "onnx/model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"


def is_onnx_folder(folder: Path) -> bool:
    """Whether the folder holds what :class:`OnnxEncoder` needs."""
    return all((folder / name).is_file() for name in (ONNX_FILE, TOKENIZER_FILE, PROMPT_FILE))


class OnnxEncoder:
    """Vectors from a folder made by ``index/training``. Safe to share between threads, deterministic.

    Args:
        folder: Holds ``onnx/model_int8.onnx``, ``tokenizer.json`` and the prompts of sentence-transformers.
        threads: Threads within a batch; None leaves it to onnxruntime (one a core).
        name: What the manifest calls it; None for the folder's own name.

    Raises:
        EncoderError: A file is missing or is not what its name says.
    """

    def __init__(self, folder: Path, threads: int | None = None, name: str | None = None) -> None:
        self.folder = folder
        self.name = name or folder.resolve().name
        try:
            self._prompts = json.loads((folder / PROMPT_FILE).read_text(encoding="utf-8"))["prompts"]
            self._tokenizer = open_tokenizer(folder / TOKENIZER_FILE)
            self._session = open_session(folder / ONNX_FILE, threads)
        except Exception as error:  # onnxruntime and tokenizers raise types of their own, tokenizers a bare Exception
            raise EncoderError(
                f"编码模型 {folder} 无法载入（{error}）；请重新安装 yinwen，或用 --encoder 指定另一个模型。",
                f"The encoder in {folder} cannot be loaded ({error}); install yinwen again, or name another model with "
                "--encoder.",
            ) from error
        self.dim = int(self._session.get_outputs()[0].shape[2])

    @cached_property
    def fingerprint(self) -> str:
        """Hex sha256 over the ONNX file, the tokenizer and the prompts."""
        digest = hashlib.sha256(json.dumps(self._prompts, sort_keys=True).encode())
        for name in (ONNX_FILE, TOKENIZER_FILE):
            with (self.folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length; what lies beyond 512 pieces is not seen."""
        return self._encode(self._prompts.get("query", ""), texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dim)`` float32 of unit length."""
        return self._encode(self._prompts.get("passage", ""), texts)

    def count_pieces(self, text: str) -> int:
        """Pieces of a text as a passage, prompt and the two around it counted, 512 at most."""
        return len(self._tokenizer.encode(self._prompts.get("passage", "") + text).ids)

    def encode_sentences(self, passages: Sequence[Sequence[str]]) -> Vectors:
        """Sentences in the context of their passage.

        Args:
            passages: Each passage's sentences, as they follow each other.

        Returns:
            ``(sentences of all passages, dim)`` float32 of unit length, in their order. A sentence without a piece of
            its own (beyond 512, or of characters that the tokenizer drops) gets its passage's mean.
        """
        prompt = self._prompts.get("passage", "")
        texts = [prompt + "".join(sentences) for sentences in passages]
        encodings = self._tokenizer.encode_batch(texts) if texts else []
        owners = [
            np.array(sentence_of_pieces(encoding.offsets, [len(s) for s in sentences], len(prompt)), np.int64)
            for encoding, sentences in zip(encodings, passages, strict=True)
        ]
        firsts = np.cumsum([0, *map(len, passages)])
        vectors = np.empty((int(firsts[-1]), self.dim), np.float32)
        for rows, states in self._run([encoding.ids for encoding in encodings]):
            for line, row in enumerate(rows):
                own = states[line, : len(owners[row])]
                vectors[firsts[row] : firsts[row + 1]] = _pooled(own, owners[row], len(passages[row]))
        return vectors

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dim), np.float32)
        encodings = self._tokenizer.encode_batch_fast([prompt + text for text in texts]) if texts else []
        ids = [encoding.ids for encoding in encodings]
        for rows, states in self._run(ids):
            vectors[rows] = [_unit(states[line, : len(ids[row])].mean(0)) for line, row in enumerate(rows)]
        return vectors

    def _run(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Vectors]]:
        """Row numbers of each batch and its ``(rows, pieces, dim)`` states."""
        for rows in _batches([len(row) for row in ids]):
            width = len(ids[rows[-1]])
            batch = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for line, row in enumerate(rows):
                batch[line, : len(ids[row])] = ids[row]
                mask[line, : len(ids[row])] = 1
            yield rows, self._session.run(None, {"input_ids": batch, "attention_mask": mask})[0]


def _pooled(states: Vectors, owner: NDArray[np.int64], count: int) -> Vectors:
    """``(count, dim)``: the direction of the mean of each sentence's pieces, of the sum as well; all pieces' if none."""
    owned = owner >= 0
    sums = np.zeros((count, states.shape[1]), np.float32)
    np.add.at(sums, owner[owned], states[owned])
    sums[np.bincount(owner[owned], minlength=count) == 0] = states.mean(0)
    units: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True).clip(min=1e-9)
    return units


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers, shortest first, cut where a padded batch would exceed :data:`BATCH_PIECES`."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (lengths[row], row)):
        if batch and (len(batch) + 1) * lengths[row] > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def open_tokenizer(path: Path) -> "Tokenizer":
    """A tokenizer that cuts what lies beyond :data:`MAX_PIECES` and fills nothing up.

    Raises:
        Exception: The file is missing or damaged; tokenizers has no type for it.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    return tokenizer


def open_session(path: Path, threads: int | None) -> "InferenceSession":
    """A session on the CPU.

    Raises:
        Exception: The file is missing or damaged; onnxruntime has a type for each way.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors alone: onnxruntime writes its warnings to stderr
    if threads is not None:
        options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
