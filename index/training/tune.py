"""Tunes the encoder from its pretrained start.

``python -m yinwen.index.training.tune --start FOLDER --pairs PAIRS --text TEXT --output RUN``; given again it goes on from
the last checkpoint. Word embeddings and the first layers stay as they are. With ``--chunk`` below the batch size gradients
are cached (Gao et al. 2021, 2101.06983): the batch costs one more pass and a chunk's memory.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertModel

from .batching import batches, near_by_model, near_by_words
from .examples import Example, read_examples
from .late import Tokens, bottom, pool, through, tokenize_questions, tokenize_windows
from .losses import losses


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made with; kept in its checkpoints.

    Attributes:
        batch: Examples of a step.
        chunk: Windows that are encoded at once with gradients.
        frozen: Layers that stay as they are, from below.
        rate: Greatest learning rate.
        warm_up: Share of the steps in which the rate rises to it; then it falls to a thousandth. Below 1.
        sentence_weight: Of the answering sentence's loss against its window.
        seed: Of the order.
        share: Of the batches that are used.
    """

    batch: int = 64
    chunk: int = 64
    frozen: int = 4
    rate: float = 3e-5
    warm_up: float = 0.1
    sentence_weight: float = 0.3
    seed: int = 1
    share: float = 1.0


class Run:
    """A training run that can be interrupted; what it was at its last :meth:`save` lies in ``output``.

    Nothing is drawn in a step (no dropout), so that a run that was interrupted ends in the weights of one that was not.
    """

    def __init__(self, trunk: BertModel, tokenizer: Tokenizer, recipe: Recipe, output: Path) -> None:
        self.trunk, self.tokenizer, self.recipe, self.output = trunk.eval(), tokenizer, recipe, output
        for parameter in trunk.parameters():
            parameter.requires_grad_(False)
        self.parameters = [p for layer in trunk.encoder.layer[recipe.frozen :] for p in layer.parameters()]
        for parameter in self.parameters:
            parameter.requires_grad_(True)
        self.optimizer = torch.optim.AdamW(self.parameters, lr=recipe.rate, weight_decay=0.01)
        self.step = 0

    def vectors(self, tokens: Tokens, states: Tensor) -> Tensor:
        """From the frozen layers' states to pooled rows."""
        return pool(through(self.trunk, states, tokens, self.recipe.frozen), tokens)

    def learn(self, batch: Sequence[Example], total: int) -> float:
        """One step; the loss."""
        share = (self.step + 1) / max(1, total)
        warm = self.recipe.warm_up
        factor = min(1.0, share / warm if warm else 1.0, max(0.0, (1 - share) / (1 - warm)) + 1e-3)
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * factor
        parts = self._tokens(batch)
        below = [bottom(self.trunk, tokens, self.recipe.frozen) for tokens in parts]
        if len(parts) == 2:
            loss = losses(
                self.vectors(parts[0], below[0]), self.vectors(parts[1], below[1]), batch, self.recipe.sentence_weight
            )
            loss.backward()  # type: ignore[no-untyped-call]
        else:
            loss = self._cached(parts, below, batch)
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return loss.item()

    def _tokens(self, batch: Sequence[Example]) -> list[Tokens]:
        """The questions, then the windows by the chunk."""
        chunk = self.recipe.chunk
        cuts = [batch[i : i + chunk] for i in range(0, len(batch), chunk)]
        return [
            tokenize_questions(self.tokenizer, [e.question for e in batch]),
            *(tokenize_windows(self.tokenizer, [e.sentences for e in cut]) for cut in cuts),
        ]

    def _cached(self, parts: Sequence[Tokens], below: Sequence[Tensor], batch: Sequence[Example]) -> Tensor:
        """The loss, its gradients left in the parameters: first those of the rows, then those behind each chunk."""
        with torch.no_grad():
            rows = [self.vectors(tokens, states) for tokens, states in zip(parts, below, strict=True)]
        leaves = [row.requires_grad_() for row in rows]
        loss = losses(leaves[0], torch.cat(leaves[1:]), batch, self.recipe.sentence_weight)
        gradients = torch.autograd.grad(loss, leaves)
        for tokens, states, gradient in zip(parts, below, gradients, strict=True):
            (self.vectors(tokens, states) * gradient).sum().backward()  # type: ignore[no-untyped-call]
        return loss

    def save(self, name: str = "checkpoint.pt") -> None:
        """Weights, optimizer and place, written whole or not at all."""
        self.output.mkdir(parents=True, exist_ok=True)
        state = {"model": self.trunk.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step}
        torch.save(state | {"recipe": asdict(self.recipe)}, self.output / "part")
        (self.output / "part").replace(self.output / name)

    def resume(self) -> None:
        """Goes on from the checkpoint in ``output``, if there is one.

        Raises:
            ValueError: It was made with another recipe.
        """
        path = self.output / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        if state["recipe"] != asdict(self.recipe):
            raise ValueError(f"{path} was made with {state['recipe']}; name another --output or the same recipe.")
        self.trunk.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]


def encode_questions(run: Run, examples: Sequence[Example]) -> np.ndarray:
    """``(n, hidden)`` float32 by the present weights."""
    rows = []
    with torch.no_grad():
        for start in range(0, len(examples), 64):
            part = examples[start : start + 64]
            tokens = tokenize_questions(run.tokenizer, [e.question for e in part])
            rows.append(run.vectors(tokens, bottom(run.trunk, tokens, run.recipe.frozen)).numpy())
    return np.concatenate(rows)


def plan(run: Run, examples: Sequence[Example]) -> list[list[int]]:
    """All batches of the run, in their order: the same for the same recipe and examples."""
    rng = random.Random(run.recipe.seed)  # noqa: S311 - a draw that can be repeated, nothing secret
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(examples):
        groups.setdefault(one.group, []).append(number)
    found: list[list[int]] = []
    for name in sorted(groups):
        members = groups[name]
        group = [examples[i] for i in members]
        near = (near_by_words(group), near_by_model(encode_questions(run, group)))
        found += batches(examples, members, near, run.recipe.batch, rng)
    rng.shuffle(found)
    return found[: max(1, int(len(found) * run.recipe.share))]


def planned(run: Run, examples: Sequence[Example]) -> list[list[int]]:
    """The run's :func:`plan`, made once and kept: the model that it asks for neighbours changes while it is tuned.

    Raises:
        ValueError: The plan in the output folder was made with another recipe or other examples.
    """
    path = run.output / "order.json"
    made_of = asdict(run.recipe) | {"examples": hashlib.sha256(repr(list(examples)).encode()).hexdigest()}
    if not path.is_file():
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"made_of": made_of, "batches": plan(run, examples)}))
        part.replace(path)
    kept = json.loads(path.read_text())
    if kept["made_of"] != made_of:
        raise ValueError(f"{path} was made of {kept['made_of']}, not of {made_of}; name another --output.")
    order: list[list[int]] = kept["batches"]
    return order


def train(run: Run, examples: Sequence[Example], save_every: float = 300) -> None:
    """All steps from where the run stands, a checkpoint every ``save_every`` seconds; a line of ``log.jsonl`` a step.

    Raises:
        ValueError: What lies in the output folder was made with another recipe or other examples.
    """
    run.output.mkdir(parents=True, exist_ok=True)
    order = planned(run, examples)
    run.resume()
    saved, began = time.monotonic(), time.monotonic()
    with (run.output / "log.jsonl").open("a") as log:
        while run.step < len(order):
            batch = [examples[i] for i in order[run.step]]
            loss = run.learn(batch, len(order))
            line: dict[str, Any] = {"step": run.step, "of": len(order), "group": batch[0].group, "loss": round(loss, 4)}
            log.write(json.dumps(line | {"seconds": round(time.monotonic() - began, 1)}) + "\n")
            log.flush()
            if time.monotonic() - saved > save_every:
                run.save()
                saved = time.monotonic()
    run.save()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="a model folder with float weights (make_model's)")
    parser.add_argument("--pairs", type=Path, required=True, help="JSONL: set, question, passage, answers; may be .xz")
    parser.add_argument("--text", type=Path, required=True, help="JSONL with set and text, may be .xz")
    parser.add_argument("--output", type=Path, required=True, help="folder for checkpoints and log, outside the clone")
    for name, default in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    arguments = vars(parser.parse_args())
    recipe = Recipe(**{name: arguments[name] for name in asdict(Recipe())})
    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.from_file(str(arguments["start"] / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    trunk = BertModel.from_pretrained(arguments["start"], attn_implementation="sdpa", dtype=torch.float32)
    examples = read_examples(
        arguments["pairs"], arguments["text"], lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
    )
    train(Run(trunk, tokenizer, recipe, arguments["output"]), examples)


if __name__ == "__main__":
    main()
