"""Writes the model folder: sentence-transformers in fp16, and the int8 ONNX file beside it."""

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from .network import TrunkNetwork

if TYPE_CHECKING:
    import onnx

PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
MODULES = ["Transformer", "Pooling", "Normalize"]
SPECIAL = {
    "bos_token": "<s>",
    "pad_token": "<pad>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "cls_token": "<s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
}
MAX_PIECES = 512
TOKENIZER = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_PIECES}
ONNX_FILE = Path("onnx/model_int8.onnx")


def save_sentence_transformer(trunk: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Saves what ``SentenceTransformer(folder)`` loads; the weights are rounded to fp16 in the file.

    The layout is the one that every release since 2.0 reads, whichever release writes it here. ``config.json`` asks
    for float32 all the same: fp16 arithmetic is slow and coarse on a CPU.
    """
    copy.deepcopy(trunk).half().save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text()) | {"dtype": "float32"}
    tokenizer.add_special_tokens(sorted(set(SPECIAL.values())))
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(folder / "config.json", config)
    _write_json(folder / "tokenizer_config.json", TOKENIZER | SPECIAL)
    _write_json(folder / "modules.json", [_module(i, name) for i, name in enumerate(MODULES)])
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": MAX_PIECES, "do_lower_case": False})
    _write_json(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"})
    pooling = {"word_embedding_dimension": trunk.config.hidden_size, "pooling_mode_mean_tokens": True}
    _write_json(folder / "1_Pooling" / "config.json", pooling)


def _module(number: int, name: str) -> dict[str, object]:
    path = f"{number}_{name}" if number else ""
    return {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{name}"}


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def export_onnx(trunk: BertModel, path: Path) -> None:
    """The float32 graph, both axes free."""
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    axes = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        TrunkNetwork(trunk).eval(),
        (ids, torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["states"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "states": axes},
        opset_version=20,
        dynamo=False,
    )


def quantize(source: Path, target: Path, *, bits: int = 4) -> None:
    """float32 to int8, and the feed-forward matrices to blocks of 32 weights with a scale each.

    int8 activations share one scale in a whole batch, and the feed-forward layers have outliers: a vector then depends
    on its neighbours in the batch. On xquad_en_zh (even half, vectors alone) int8 throughout found .622 to .685 at
    once, by how sentences were batched; this form .695, float32 .704, at two thirds of int8's pace. The pretrained
    weights come in 4-bit blocks of 32 already, so that 4 bits lose nothing; a tuned trunk loses with 4 (even half of
    xquad_en_zh, vectors alone: float32 .772, ``bits=8`` .748, 4 .737).
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    target.parent.mkdir(parents=True, exist_ok=True)
    feed_forward = _feed_forward(onnx.load(source))
    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=feed_forward)
    blocks = MatMulNBitsQuantizer(onnx.load(target), block_size=32, is_symmetric=True, accuracy_level=4, bits=bits)
    blocks.process()
    blocks.model.save_model_to_file(str(target), use_external_data_format=False)


def _feed_forward(model: "onnx.ModelProto") -> list[str]:
    """Names of the products with a weight that is not square."""
    weights = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    products = (node for node in model.graph.node if node.op_type == "MatMul")
    return [node.name for node in products if len(set(weights.get(node.input[1], ()))) == 2]
