"""What tuning makes small: InfoNCE between questions and windows, and between a question and the sentences of its window."""

from collections.abc import Sequence

import torch
from torch import Tensor

from .batching import no_negatives
from .examples import Example

TEMPERATURE = 0.02


def losses(questions: Tensor, rows: Tensor, batch: Sequence[Example], sentence_weight: float) -> Tensor:
    """The loss of one batch, a scalar.

    A question's own window stands for it by the answering sentence, where that is known; another window by its best.

    Args:
        questions: ``(n, hidden)``.
        rows: ``(sentences of all windows, hidden)``.
        batch: The n examples.
        sentence_weight: Of the answering sentence against the others of its window.
    """
    scores = questions @ rows.T / TEMPERATURE
    windows = torch.split(scores, [len(e.sentences) for e in batch], dim=1)
    best = torch.stack([part.max(dim=1).values for part in windows], dim=1)
    known = [i for i, e in enumerate(batch) if e.target >= 0]
    own = torch.stack([windows[i][i, e.target] if e.target >= 0 else best[i, i] for i, e in enumerate(batch)])
    eye = torch.eye(len(batch), dtype=torch.bool)
    against = best.masked_fill(torch.from_numpy(no_negatives(batch)), -1e4)
    logits = torch.where(eye, own[:, None].expand_as(best), against)
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(len(batch)))
    choices = [
        torch.nn.functional.cross_entropy(windows[i][i][None], torch.tensor([batch[i].target]))
        for i in known
        if len(batch[i].sentences) > 1
    ]
    return loss + sentence_weight * torch.stack(choices).mean() if choices else loss
