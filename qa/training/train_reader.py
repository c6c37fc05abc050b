"""Trains the reader: ``python -m yinwen.qa.training.train_reader --start FOLDER --pairs PAIRS --text TEXT --output RUN``.

Given again it goes on from the last checkpoint, on CPU or GPU alike. The rate rises, stays, and falls in the last part of
the run (Hu et al. 2024, 2404.06395), so that a run can be made longer from the checkpoint kept before the fall.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from ...index.types import Vectors
from .reader_examples import Example, by_length, draw
from .reader_material import read_material
from .reader_network import Collator, ReaderNetwork, loss_of
from .reader_passages import Passages
from .reader_written import WRITTEN, read_written


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made with; kept in its checkpoints.

    Attributes:
        examples: How many are read.
        batch: Examples of a step.
        rate: Greatest learning rate.
        warm_up: Steps in which the rate rises to it.
        fall: Share of the run in which it falls to nothing.
        frozen: Layers that stay as they are, from below; word embeddings always do.
        relevance_weight: Of relevance against spans in the loss.
        seed: Of what is drawn.
    """

    examples: int = 30000
    batch: int = 16
    rate: float = 2.5e-4
    warm_up: int = 60
    fall: float = 0.4
    frozen: int = 0
    relevance_weight: float = 0.5
    seed: int = 1

    @property
    def steps(self) -> int:
        """Of the whole run."""
        return self.examples // self.batch

    @property
    def falls_at(self) -> int:
        """The step from which the rate falls."""
        return round(self.steps * (1 - self.fall))

    def factor(self, step: int) -> float:
        """What the greatest rate is multiplied by at a step."""
        rising = min(1.0, (step + 1) / max(1, self.warm_up))
        left = (self.steps - step) / max(1, self.steps - self.falls_at)
        return min(rising, max(0.0, left))


class Run:
    """A training run that can be interrupted; what it was at its last :meth:`save` lies in ``output``."""

    def __init__(
        self, network: ReaderNetwork, recipe: Recipe, output: Path, device: str = "cpu", plan: str = ""
    ) -> None:
        # No dropout: nothing is drawn in a step, so an interrupted run ends in the weights of one that was not.
        self.network, self.recipe, self.output, self.device = network.eval().to(device), recipe, output, device
        kept = [network.trunk.embeddings.word_embeddings, *network.trunk.encoder.layer[: recipe.frozen]]
        for module in kept:
            module.requires_grad_(False)
        parameters = [p for p in network.parameters() if p.requires_grad]
        self.parameters = parameters
        plain = [p for p in parameters if p.dim() < 2]
        matrices = [p for p in parameters if p.dim() >= 2]
        groups = [{"params": matrices, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=recipe.rate)
        self.step, self.plan = 0, plan

    def learn(self, collator: Collator, examples: Sequence[Example]) -> float:
        """One step; the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.rate * self.recipe.factor(self.step)
        batch = collator(examples).to(self.device)
        loss = loss_of(self.network, batch, self.recipe.relevance_weight)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return loss.item()

    def save(self, name: str = "checkpoint.pt") -> None:
        """Weights, optimizer and place, written whole or not at all."""
        self.output.mkdir(parents=True, exist_ok=True)
        state = {
            "model": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "plan": self.plan,
        }
        torch.save(state | {"recipe": asdict(self.recipe)}, self.output / "part")
        (self.output / "part").replace(self.output / name)

    def follow(self, path: Path) -> None:
        """Begins with the weights and the optimizer of an earlier run's checkpoint, at its own first step."""
        state = torch.load(path, weights_only=True, map_location=self.device)
        self.network.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def resume(self) -> None:
        """Goes on from the checkpoint in ``output``, if there is one.

        Raises:
            ValueError: It was made with another recipe or other examples.
        """
        path = self.output / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True, map_location=self.device)
        if (state["recipe"], state["plan"]) != (asdict(self.recipe), self.plan):
            raise ValueError(f"{path} was made with {state['recipe']} or other examples; name another --output.")
        self.network.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]


def train(run: Run, passages: Passages, tokenizer: Tokenizer, plan: Sequence[Example], save_every: float = 300) -> None:
    """All steps from where the run stands; a line of ``log.jsonl`` a step, a checkpoint every ``save_every`` seconds."""
    run.output.mkdir(parents=True, exist_ok=True)
    run.resume()
    collator, size = Collator(tokenizer, passages), run.recipe.batch
    began = saved = time.monotonic()
    with (run.output / "log.jsonl").open("a") as log:
        while run.step < run.recipe.steps:
            if run.step == run.recipe.falls_at:
                run.save("before_fall.pt")
            loss = run.learn(collator, plan[run.step * size : (run.step + 1) * size])
            line = {"step": run.step, "loss": round(loss, 4), "seconds": round(time.monotonic() - began, 1)}
            log.write(json.dumps(line) + "\n")
            log.flush()
            if time.monotonic() - saved > save_every:
                run.save()
                saved = time.monotonic()
    run.save()


def encoded(folder: Path) -> Callable[[Sequence[str]], Vectors]:
    """Questions to unit rows by the shipped encoder."""
    from ...index.onnx_encoder import OnnxEncoder

    return OnnxEncoder(folder).encode_queries


def tagged() -> Callable[[str], list[tuple[str, str]]]:
    """Jieba's words and parts of speech."""
    import jieba.posseg

    return lambda text: [(pair.word, pair.flag) for pair in jieba.posseg.cut(text)]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=Path, required=True, help="a model folder: float weights, tokenizer, ONNX")
    parser.add_argument("--pairs", type=Path, required=True, help="JSONL: set, question, passage, answers; may be .xz")
    parser.add_argument("--text", type=Path, required=True, help="JSONL with set and text, may be .xz")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="folder of documents and questions.jsonl")
    parser.add_argument("--output", type=Path, required=True, help="folder for checkpoints and log, outside the clone")
    parser.add_argument("--after", type=Path, help="the checkpoint of an earlier run that this one goes on from")
    parser.add_argument("--device", default="cpu")
    for name, default in asdict(Recipe()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    arguments = vars(parser.parse_args())
    recipe = Recipe(**{name: arguments[name] for name in asdict(Recipe())})
    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.from_file(str(arguments["start"] / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rng = random.Random(recipe.seed)  # noqa: S311 - a draw that can be repeated, nothing secret
    material = read_material(arguments["pairs"], arguments["text"], tokenizer, tagged(), rng)
    material.written = read_written(arguments["written"], material)
    plan = by_length(draw(material, recipe.examples, encoded(arguments["start"]), rng), recipe.batch, rng)
    digest = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
    print(f"{len(plan)} examples, {digest}")
    trunk = BertModel.from_pretrained(arguments["start"], attn_implementation="sdpa", dtype=torch.float32)
    network = ReaderNetwork(trunk)
    run = Run(network, recipe, arguments["output"], arguments["device"], digest)
    if arguments["after"] is not None:
        run.follow(arguments["after"])
    train(run, material.passages, tokenizer, plan)


if __name__ == "__main__":
    main()
