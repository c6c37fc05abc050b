"""The reader's network: the trunk with three heads, and what it learns by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional
from transformers import BertModel

from ..reader_input import Special, sequence, window_place
from .reader_examples import Example
from .reader_passages import Passages

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded examples.

    Attributes:
        ids: ``(n, pieces)`` int64.
        mask: ``(n, pieces)`` int64, 1 where there is a piece.
        allowed: ``(n, pieces)`` bool: where a span may begin or end; place 0 is no answer.
        span: ``(n, 2)`` int64: places of the answer's first and last piece, 0 and 0 without one, -1 unknown.
        relevant: ``(n,)`` float32, 1 where the window answers.
    """

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    span: Tensor
    relevant: Tensor

    def to(self, device: str) -> "Batch":
        """The same on another device."""
        return Batch(*(getattr(self, name).to(device) for name in ("ids", "mask", "allowed", "span", "relevant")))


class ReaderNetwork(torch.nn.Module):
    """``input_ids, attention_mask`` (n, pieces) int64 -> ``(n, pieces)`` start and end scores, ``(n,)`` relevance."""

    def __init__(self, trunk: BertModel) -> None:
        super().__init__()
        self.trunk = trunk
        hidden = trunk.config.hidden_size
        self.spans = torch.nn.Linear(hidden, 2)
        self.relevance = torch.nn.Sequential(
            torch.nn.Linear(hidden, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, 1)
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits: start, end, relevance."""
        states = self.trunk(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        start, end = self.spans(states).unbind(-1)
        return start, end, self.relevance(states[:, 0]).squeeze(-1)


class Collator:
    """Examples to batches."""

    def __init__(self, tokenizer: "Tokenizer", passages: Passages) -> None:
        self._tokenizer, self._passages, self._special = tokenizer, passages, Special.of(tokenizer)

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def __call__(self, examples: Sequence[Example]) -> Batch:
        """One row an example."""
        lines, firsts = [], []
        for one in examples:
            question, title = self._ids(one.question), self._ids(one.title)
            window = self._passages.cut(one.passage).pieces.ids[slice(*one.window)]
            lines.append(sequence(self._special, question, title, window))
            firsts.append(window_place(question, title))
        shape = (len(lines), max(map(len, lines)))
        ids = torch.full(shape, self._special.pad)
        mask, allowed = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.bool)
        spans = []
        for row, (line, first, one) in enumerate(zip(lines, firsts, examples, strict=True)):
            ids[row, : len(line)] = torch.tensor(line)
            mask[row, : len(line)] = 1
            allowed[row, first : len(line) - 1] = True
            allowed[row, 0] = True
            spans.append(_places(one, first))
        relevant = torch.tensor([float(one.relevant) for one in examples])
        return Batch(ids, mask, allowed, torch.tensor(spans), relevant)


def _places(one: Example, first: int) -> tuple[int, int]:
    if one.span is None:
        return (-1, -1) if one.relevant else (0, 0)
    return one.span[0] - one.window[0] + first, one.span[1] - 1 - one.window[0] + first


def loss_of(network: ReaderNetwork, batch: Batch, relevance_weight: float) -> Tensor:
    """Cross entropy of start and end (Devlin et al. 2019, 1810.04805, with place 0 for no answer), and of relevance."""
    start, end, relevance = network(batch.ids, batch.mask)
    loss = functional.binary_cross_entropy_with_logits(relevance, batch.relevant) * relevance_weight
    known = batch.span[:, 0] >= 0
    if bool(known.any()):
        for scores, target in ((start, batch.span[:, 0]), (end, batch.span[:, 1])):
            shown = scores.masked_fill(~batch.allowed, -1e4)
            loss = loss + functional.cross_entropy(shown[known], target[known]) / 2
    return loss
