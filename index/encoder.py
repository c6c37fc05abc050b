"""Which encoder is meant by a name: the shipped one, or any sentence-transformers model."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .onnx_encoder import TOKENIZER_FILE, OnnxEncoder, is_onnx_folder
from .static_encoder import StaticEncoder, is_static_folder
from .types import Encoder

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MODEL = Path(__file__).parent / "model"
"""The shipped model's folder."""
NAME = "yinwen-e5-small"
STATIC = Path(__file__).parent / "static"
"""The fast encoder's folder."""
SHIPPED = ("default", "static")
"""Names that mean what is shipped, whatever folder may be called so."""


def load_encoder(name: str | Path | None = None, threads: int | None = None) -> Encoder:
    """The encoder of that name.

    Args:
        name: None or ``"default"`` for the shipped model, ``"static"`` for the shipped fast one; a folder of either kind
            (a fast one goes with the shipped model) or of sentence-transformers; or a name on the Hugging Face hub.
        threads: Threads of an ONNX encoder; None for one a core.

    Raises:
        EncoderError: There is no such folder, it holds no model, or the hub cannot be reached.
    """
    if name is None or name == "default":
        return OnnxEncoder(MODEL, threads, NAME)
    if name == "static":
        return StaticEncoder(STATIC, OnnxEncoder(MODEL, threads, NAME), "static")
    folder = Path(name).expanduser()
    if is_static_folder(folder):
        return StaticEncoder(folder, OnnxEncoder(MODEL, threads, NAME))
    if is_onnx_folder(folder):
        return OnnxEncoder(folder, threads)
    from .st_encoder import load_sentence_transformer

    return load_sentence_transformer(str(name))


@cache
def _shipped_tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(MODEL / TOKENIZER_FILE))


def load_piece_counter() -> Callable[[str], int]:
    """Counts the shipped tokenizer's pieces of a text, without the two that stand around it."""
    tokenizer = _shipped_tokenizer()
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


@cache
def tokenizer_fingerprint() -> str:
    """Hex sha256 of the shipped tokenizer."""
    import hashlib

    with (MODEL / TOKENIZER_FILE).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
