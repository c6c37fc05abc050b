"""Late pooling in torch: a window is encoded whole, each of its sentences is the mean of its own pieces' states.

Günther et al. 2024, 2409.04701 ("late chunking"). :mod:`yinwen.index.onnx_encoder` does the same through onnxruntime.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertModel

from ..pooling import sentence_of_pieces
from .export import PROMPTS


@dataclass(frozen=True, slots=True)
class Tokens:
    """A padded batch of texts.

    Attributes:
        ids: ``(texts, pieces)`` int64.
        mask: ``(texts, pieces)`` int64, 1 where there is a piece.
        owner: ``(texts, pieces)`` int64: the row of the result that a piece is pooled into, -1 none.
        rows: How many rows there are in all.
    """

    ids: Tensor
    mask: Tensor
    owner: Tensor
    rows: int


def tokenize_questions(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    """Every piece of a text in its one row."""
    ids = [encoding.ids for encoding in tokenizer.encode_batch([PROMPTS["query"] + text for text in texts])]
    return _pad(ids, [[row] * len(line) for row, line in enumerate(ids)], len(ids))


def tokenize_windows(tokenizer: Tokenizer, windows: Sequence[Sequence[str]]) -> Tokens:
    """A row for each sentence of each window, in order."""
    encodings = tokenizer.encode_batch([PROMPTS["passage"] + "".join(window) for window in windows])
    owners, rows = [], 0
    for window, encoding in zip(windows, encodings, strict=True):
        local = sentence_of_pieces(encoding.offsets, [len(s) for s in window], len(PROMPTS["passage"]))
        owners.append([rows + i if i >= 0 else -1 for i in local])
        rows += len(window)
    return _pad([encoding.ids for encoding in encodings], owners, rows)


def _pad(ids: Sequence[Sequence[int]], owners: Sequence[Sequence[int]], rows: int) -> Tokens:
    width = max(map(len, ids))
    shape = (len(ids), width)
    padded, mask = torch.ones(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    owner = torch.full(shape, -1)
    for line, (pieces, owned) in enumerate(zip(ids, owners, strict=True)):
        padded[line, : len(pieces)] = torch.tensor(pieces)
        mask[line, : len(pieces)] = 1
        owner[line, : len(pieces)] = torch.tensor(owned)
    return Tokens(padded, mask, owner, rows)


def pool(states: Tensor, tokens: Tokens) -> Tensor:
    """``(rows, hidden)`` of unit length: the mean state of each row's pieces; zeros for a row without a piece."""
    kept = tokens.owner >= 0
    sums = states.new_zeros((tokens.rows, states.shape[-1])).index_add(0, tokens.owner[kept], states[kept])
    return torch.nn.functional.normalize(sums, dim=1)


def bottom(trunk: BertModel, tokens: Tokens, frozen: int) -> Tensor:
    """``(texts, pieces, hidden)`` after the embeddings and the first ``frozen`` layers, without gradients."""
    with torch.no_grad():
        states = trunk.embeddings(input_ids=tokens.ids)
        return through(trunk, states, tokens, 0, frozen)


def through(trunk: BertModel, states: Tensor, tokens: Tokens, first: int, end: int | None = None) -> Tensor:
    """The states after the layers ``first`` to ``end``."""
    # Added to the scores, not a mask of booleans: eager attention would add those as 0 and 1.
    hidden = (1.0 - tokens.mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
    for layer in trunk.encoder.layer[first:end]:
        result = layer(states, attention_mask=hidden)
        states = result[0] if isinstance(result, tuple) else result
    return states
