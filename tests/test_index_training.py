"""Reading the 4-bit file, choosing pieces, and a whole folder made from a tiny file."""

import json
import lzma
import struct

import numpy as np
import pytest
import torch

from yinwen.index.encoder import load_encoder
from yinwen.index.onnx_encoder import OnnxEncoder
from yinwen.index.training import export
from yinwen.index.training.e5_file import f32, q4, read_e5
from yinwen.index.training.network import SentenceNetwork, bert_of
from yinwen.index.training.vocabulary import choose_pieces, count_pieces, is_symbol, read_texts, tokenizer_of

HIDDEN, LAYERS, HEADS, FFN, POSITIONS, TYPES = 32, 2, 2, 64, 512, 2
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", ",", "社区", "社", "区", "▁the", "▁The", "▁query", "▁passage", ":",
          "한국", "☀", "▁zebra", "<mask>"]  # fmt: skip


def block(scale, values):
    """A Q4_0 block, written from the definition: value = (nibble - 8) * scale, low nibbles are the first 16."""
    nibbles = [value + 8 for value in values]
    return struct.pack("<e", scale) + bytes(
        low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
    )


def write_e5(path):
    random = np.random.default_rng(7)

    def matrix(rows, columns):
        return b"".join(block(1 / 64, random.integers(-8, 8, 32).tolist()) for _ in range(rows * columns // 32))

    def vector(size, base=0.0):
        return (base + random.normal(0, 0.02, size)).astype("<f4").tobytes()

    tensors = {
        "emb.word": matrix(len(PIECES), HIDDEN), "emb.pos": vector(POSITIONS * HIDDEN), "emb.type": vector(HIDDEN),
        "emb.ln.w": vector(HIDDEN, 1), "emb.ln.b": vector(HIDDEN),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name, rows, columns in [("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN),
                                    ("ao", HIDDEN, HIDDEN), ("fi", FFN, HIDDEN), ("fo", HIDDEN, FFN)]:  # fmt: skip
            tensors[f"l{layer}.{name}.w"], tensors[f"l{layer}.{name}.b"] = matrix(rows, columns), vector(rows)
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"], tensors[f"l{layer}.{name}.b"] = vector(HIDDEN, 1), vector(HIDDEN)
    encoded = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, encoded)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, FFN, len(PIECES), POSITIONS, TYPES, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1]) + offsets.astype("<u4").tobytes()
    head += (
        np.linspace(0, -3, len(PIECES), dtype="<f4").tobytes() + b"".join(encoded) + struct.pack("<iI", 0, 3) + b"map"
    )
    head += struct.pack("<i", len(tensors))
    at = len(head) + sum(2 + len(name) + 1 + 4 + 16 for name in tensors)
    for name, raw in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, len(raw), at, len(raw))
        at += len(raw)
    path.write_bytes(head + b"".join(tensors.values()))
    return tensors


@pytest.fixture(scope="module")
def e5_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("e5") / "tiny.bin"
    write_e5(path)
    return path


@pytest.fixture(scope="module")
def e5(e5_path):
    return read_e5(e5_path)


def test_q4_by_hand():
    values = [-8, 7, 0, 1, *[0] * 12, 2, -1, *[3] * 14]
    raw = block(0.5, values)
    assert raw[:3] == b"\x00\x38\xa0", "0.5 in fp16, then nibbles 0 (low: -8) and 10 (high: 2)"
    assert q4(raw, 32).tolist() == [[value / 2 for value in values]]
    assert q4(raw + block(-2.0, [1] * 32), 16).shape == (4, 16)
    assert q4(block(-2.0, [1] * 32), 32).tolist() == [[-2.0] * 32]


def test_f32_is_little_endian():
    assert f32(b"\x00\x00\x80\x3f\x00\x00\x00\xc0").tolist() == [1.0, -2.0]


def test_reads_sizes_pieces_and_tensors(e5, tmp_path):
    assert (e5.shape.hidden, e5.shape.layers, e5.shape.ffn, e5.shape.positions) == (HIDDEN, LAYERS, FFN, POSITIONS)
    assert e5.pieces == PIECES
    assert (e5.special.bos, e5.special.eos, e5.special.pad, e5.special.unk) == (0, 2, 1, 3)
    assert e5.tensors == write_e5(tmp_path / "again.bin")


def test_refuses_another_file_and_a_cut_one(e5_path, tmp_path):
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="no e5-small-q4"):
        read_e5(tmp_path / "other.bin")
    (tmp_path / "cut.bin").write_bytes(e5_path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="ends at byte"):
        read_e5(tmp_path / "cut.bin")


@pytest.mark.parametrize(
    ("piece", "kept"),
    [("▁", True), ("☀", True), ("▁%", True), ("é", True), ("ㄅ", True), ("Ω", True), ("५", True),
     ("한", False), ("ко", False), ("к", False), ("..", False)],
)  # fmt: skip
def test_symbols_are_single_signs_and_latin_or_greek_letters(piece, kept):
    assert is_symbol(piece) is kept


def test_counts_what_the_texts_use(e5):
    counts = count_pieces(tokenizer_of(e5, list(range(len(PIECES)))), iter(["社区,社区", "the 社"]), batch=1)
    used = {PIECES[i]: int(n) for i, n in enumerate(counts) if n}
    assert used == {"▁": 2, "社区": 2, ",": 1, "▁the": 1, "社": 1}, "▁社区,社区 and ▁the ▁社"


def test_reads_each_nth_text_plain_or_compressed(tmp_path):
    lines = "".join(json.dumps({"title": f"t{i}", "text": f"x{i}"}) + "\n" for i in range(5)) + '{"text": "last"}\n'
    (tmp_path / "a.jsonl").write_text(lines)
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    for name in ("a.jsonl", "a.jsonl.xz"):
        assert list(read_texts(tmp_path / name, 2)) == ["t0\nx0", "t2\nx2", "t4\nx4"]
    assert list(read_texts(tmp_path / "a.jsonl"))[-1] == "\nlast"


def test_every_rule_keeps_its_pieces_and_nothing_else(e5):
    seen = np.zeros(len(PIECES), np.int64)
    seen[PIECES.index("한국")] = 1
    rules = choose_pieces(e5, seen, ["the"], ["query: ", "passage: "])
    names = {rule: {PIECES[i] for i in ids} for rule, ids in rules.items()}
    assert names["special"] == {"<s>", "<pad>", "</s>", "<unk>", "<mask>"}
    assert names["Han"] == {"社区", "社", "区"}
    assert names["English words"] == {"▁the", "▁The", "▁query", "▁passage", ":"}
    assert "한국" not in set().union(*names.values()), "seen once only"
    seen[PIECES.index("한국")] = 2
    assert "한국" in {PIECES[i] for i in choose_pieces(e5, seen, [], [])["seen twice"]}


def vectors_of(e5, keep, texts):
    tokenizer, network = tokenizer_of(e5, keep), SentenceNetwork(bert_of(e5, keep)).eval()
    rows = [torch.tensor([tokenizer.encode(text).ids]) for text in texts]
    with torch.no_grad():
        return np.concatenate([network(row, torch.ones_like(row)).numpy() for row in rows])


def test_dropped_pieces_change_nothing_where_they_are_not_used(e5):
    texts = ["社区, the 社", "The 区:", "☀"]
    everything = list(range(len(PIECES)))
    keep = [i for i in everything if PIECES[i] not in ("한국", "▁zebra")]
    assert vectors_of(e5, keep, texts) == pytest.approx(vectors_of(e5, everything, texts), abs=1e-6)


def test_the_tokenizer_folds_width_spaces_and_line_ends(e5):
    tokenizer = tokenizer_of(e5, list(range(len(PIECES))))
    plain = tokenizer.encode("the 社区,").ids
    assert tokenizer.encode("  ｔｈｅ　\r\n\t社区，\u200b ").ids == plain
    assert (plain[0], plain[-1]) == (0, 2)


@pytest.fixture(scope="module")
def folder(e5, tmp_path_factory):
    import warnings

    output, keep = tmp_path_factory.mktemp("model") / "tiny", list(range(len(PIECES)))
    output.mkdir()
    with warnings.catch_warnings():
        # torch's tracing exporter announces its end, and reads transformers' shape checks as constants.
        warnings.filterwarnings("ignore", "You are using the legacy TorchScript-based ONNX export", DeprecationWarning)
        warnings.filterwarnings("ignore", "The feature will be removed", DeprecationWarning)
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", "Exporting aten::index operator", UserWarning)
        export.export_onnx(bert_of(e5, keep), output / "float32.onnx")
        export.quantize(output / "float32.onnx", output / export.ONNX_FILE)
    export.save_sentence_transformer(bert_of(e5, keep), tokenizer_of(e5, keep), output)
    return output


def test_the_folder_loads_both_ways_and_gives_the_networks_vectors(e5, folder):
    from yinwen.index.st_encoder import load_sentence_transformer

    texts = ["社区, the 社", "The 区:", "☀ ☀ the the the 社区 社区"]
    expected = vectors_of(e5, list(range(len(PIECES))), [f"passage: {text}" for text in texts])
    theirs = load_sentence_transformer(str(folder)).encode_passages(texts)
    ours = load_encoder(folder)
    assert isinstance(ours, OnnxEncoder)
    assert theirs == pytest.approx(expected, abs=2e-3), "fp16 weights"
    assert (ours.encode_passages(texts) * expected).sum(1).min() > 0.98, "int8 weights"


def test_the_folder_asks_for_float32_and_holds_float16(folder):
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "np") as weights:
        assert {weights.get_tensor(name).dtype.name for name in weights.keys()} == {"float16"}  # noqa: SIM118
    assert json.loads((folder / "config.json").read_text())["dtype"] == "float32"


def test_the_same_file_gives_the_same_folder(e5, folder, tmp_path):
    keep = list(range(len(PIECES)))
    export.save_sentence_transformer(bert_of(e5, keep), tokenizer_of(e5, keep), tmp_path)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()
