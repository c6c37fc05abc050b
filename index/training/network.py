"""The weights of the file as a transformers model, and the network that goes into the ONNX file."""

from typing import TYPE_CHECKING

import numpy as np
import torch
from transformers import BertConfig, BertModel

from .e5_file import E5File, f32, q4

if TYPE_CHECKING:
    from torch import Tensor

MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def bert_of(e5: E5File, keep: list[int]) -> BertModel:
    """The trunk in float32 with the word embeddings of the pieces ``keep``."""
    shape = e5.shape
    new = {old: number for number, old in enumerate(keep)}
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.ffn,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.eps,
        pad_token_id=new[e5.special.pad],
        bos_token_id=new[e5.special.bos],
        eos_token_id=new[e5.special.eos],
        attn_implementation="eager",
    )
    model = BertModel(config)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in _weights(e5, keep).items()}, strict=True)
    return model.eval()


def _weights(e5: E5File, keep: list[int]) -> dict[str, np.ndarray]:
    hidden, raw = e5.shape.hidden, e5.tensors
    # Only the first token type is ever used, and only that one is sure to be in the file.
    types = np.zeros((e5.shape.token_types, hidden), np.float32)
    types[0] = f32(raw["emb.type"])[:hidden]
    weights = {
        # Mean pooling never asks BERT's own pooler, but without one in the file each load draws a random one.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
        "embeddings.word_embeddings.weight": q4(raw["emb.word"], hidden)[keep],
        "embeddings.position_embeddings.weight": f32(raw["emb.pos"]).reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": f32(raw["emb.ln.w"]),
        "embeddings.LayerNorm.bias": f32(raw["emb.ln.b"]),
    }
    for layer in range(e5.shape.layers):
        for short, name in MATRICES.items():
            columns = e5.shape.ffn if short == "fo" else hidden
            weights[f"encoder.layer.{layer}.{name}.weight"] = q4(raw[f"l{layer}.{short}.w"], columns)
            weights[f"encoder.layer.{layer}.{name}.bias"] = f32(raw[f"l{layer}.{short}.b"])
        for short, name in NORMS.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = f32(raw[f"l{layer}.{short}.w"])
            weights[f"encoder.layer.{layer}.{name}.bias"] = f32(raw[f"l{layer}.{short}.b"])
    return weights


class SentenceNetwork(torch.nn.Module):
    """``input_ids, attention_mask`` (batch, pieces) int64 -> ``(batch, hidden)`` float32, mean pooled, unit length."""

    def __init__(self, trunk: BertModel) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, input_ids: "Tensor", attention_mask: "Tensor") -> "Tensor":
        """The sentence vectors."""
        states = self.trunk(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


class TrunkNetwork(torch.nn.Module):
    """``input_ids, attention_mask`` (batch, pieces) int64 -> ``(batch, pieces, hidden)`` float32: the last states."""

    def __init__(self, trunk: BertModel) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, input_ids: "Tensor", attention_mask: "Tensor") -> "Tensor":
        """The states; pooling is the encoder's own, since it pools whole texts and the sentences of a passage."""
        states: Tensor = self.trunk(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states
