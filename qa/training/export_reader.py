"""Writes the reader's folder: ``python -m yinwen.qa.training.export_reader --start FOLDER --checkpoint RUN/checkpoint.pt --output OUT``."""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor
from transformers import BertModel

from ..onnx_reader import ONNX_FILE, TOKENIZER_FILE
from ..reader_input import LONGEST
from .reader_network import ReaderNetwork

Form = Literal["int8", "blocks8", "blocks4"]


class _Outputs(torch.nn.Module):
    """``spans`` (n, pieces, 2) and ``relevance`` (n,), as the ONNX file gives them."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        start, end, relevance = self.network(input_ids, attention_mask)
        return torch.stack([start, end], -1), relevance


def load_network(start: Path, checkpoint: Path | None = None) -> ReaderNetwork:
    """The network of a checkpoint, or an untrained one."""
    trunk = BertModel.from_pretrained(start, attn_implementation="eager", dtype=torch.float32)
    network = ReaderNetwork(trunk)
    if checkpoint is not None:
        network.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["model"])
    # No sequence is longer: places beyond are never looked at.
    places = trunk.embeddings.position_embeddings
    places.weight = torch.nn.Parameter(places.weight[:LONGEST])
    return network.eval()


def export_onnx(network: ReaderNetwork, path: Path) -> None:
    """The float32 graph, both axes free."""
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    axes = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        _Outputs(network).eval(),
        (ids, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["spans", "relevance"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "spans": axes, "relevance": {0: "batch"}},
        opset_version=20,
        dynamo=False,
    )


def quantize(source: Path, target: Path, form: Form) -> None:
    """float32 to int8 with a scale a channel; with ``blocks`` the feed-forward matrices in blocks of 32 weights."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from ...index.training.export import quantize as quantize_in_blocks

    target.parent.mkdir(parents=True, exist_ok=True)
    if form == "int8":
        quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)
    else:
        quantize_in_blocks(source, target, bits=8 if form == "blocks8" else 4)


def make(start: Path, checkpoint: Path | None, output: Path, form: Form) -> None:
    """Writes ONNX file and tokenizer."""
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "float32.onnx"
        export_onnx(load_network(start, checkpoint), whole)
        quantize(whole, output / ONNX_FILE, form)
    shutil.copy(start / TOKENIZER_FILE, output / TOKENIZER_FILE)
    print(f"{(output / ONNX_FILE).stat().st_size:,} bytes")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True, help="the model folder that the run started from")
    parser.add_argument("--checkpoint", type=Path, required=True, help="a checkpoint of train_reader")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write, qa/model")
    parser.add_argument("--form", choices=("int8", "blocks8", "blocks4"), default="int8")
    arguments = parser.parse_args()
    make(arguments.start, arguments.checkpoint, arguments.output, arguments.form)


if __name__ == "__main__":
    main()
