"""Distilling the fast encoder: what is drawn, which entries, the fit by hand, the folder, the whole command."""

import json
from collections import Counter

import numpy as np
import pytest

from yinwen.index.ngrams import Vocabulary
from yinwen.index.static_encoder import CONFIG_FILE, ENTRIES_FILE, StaticEncoder
from yinwen.index.training import distil_static
from yinwen.index.training.distil_static import Choice, held_sentences, main, slope
from yinwen.index.training.static_entries import choose_entries, count_entries, is_entry
from yinwen.index.training.static_fit import design, explained, fit, prior
from yinwen.index.training.static_folder import in_bytes, write_folder
from yinwen.index.training.static_passages import EACH, Drawn, draw, encode, encode_alone, keeping, read_documents

from fakes import FakeEncoder

ENTRIES = ["中", "国", "茶", "水", "中国", "绿茶", "tea"]
PASSAGES = [("中国茶。", "水"), ("绿茶tea水水",), ("没有一个", "国")]


class InContext(FakeEncoder):
    """Counts what it is asked for; a sentence's context adds nothing."""

    def __init__(self):
        super().__init__()
        self.asked = 0

    def encode_sentences(self, passages):
        self.asked += len(passages)
        return self.encode_passages([text for sentences in passages for text in sentences])


def dense(x):
    """``X`` from its definition, for a table that is the identity."""
    return x.means(np.eye(x.counts.shape[1], dtype=np.float32))


# -- passages


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def files(tmp_path):
    topics = ["绿茶", "红茶", "河水", "中国", "山", "tea"]
    text = [f"{a}和{b}各有各的好处，人们常说起它们。{b}比{a}来得晚一些，也更难得。" for a in topics for b in topics]
    pairs = [{"set": "cmrc2018", "question": f"{t[:2]}呢？", "passage": t} for t in text]
    pairs += [
        {"set": "cmrc2018", "question": "还有呢？", "passage": text[0]},
        {"set": "unknown", "question": "?", "passage": "x"},
    ]
    raw = [{"set": "crud_rag", "text": f"新闻：{t}"} for t in text] + [{"set": "laws", "text": "第一条 不在此列。"}]
    write_lines(tmp_path / "pairs.jsonl", pairs)
    write_lines(tmp_path / "text.jsonl", raw)
    return tmp_path / "pairs.jsonl", tmp_path / "text.jsonl"


def test_documents_come_once_with_all_their_questions(files):
    documents = read_documents(*files)
    assert len(documents["cmrc2018"]) == 36
    assert next(iter(documents["cmrc2018"].values())) == ["绿茶呢？", "还有呢？"]
    assert len(documents["crud_rag"]) == 36
    assert not documents["laws"]
    assert "unknown" not in documents


def test_sets_are_drawn_by_their_shares_and_fewer_are_the_beginning(files):
    documents = read_documents(*files)
    drawn = draw(documents, 40, len)
    assert Counter(p.group for p in drawn) == {"cmrc2018": 20, "crud_rag": 20}
    assert draw(documents, 10, len) == drawn[:10]
    assert len(draw(documents, 1000, len)) == 72
    assert drawn[0].questions or drawn[1].questions


def test_a_document_gives_few_passages_in_a_row():
    text = "\n\n".join(f"第{n}段说的是{n}号茶的故事，从前有一座山。" for n in range(12))
    drawn = draw({"cmrc2018": {text: []}}, 99, len)
    numbers = [int(p.sentences[0][1 : p.sentences[0].index("段")]) for p in drawn]
    assert len(numbers) == EACH
    assert numbers == list(range(numbers[0], numbers[0] + EACH))


def test_a_document_is_held_out_whole():
    held = [Drawn("a", f"{n:016x}", ("x",)).held_out for n in range(200)]
    assert sum(held) == 10
    passages = [Drawn("a", f"{0:016x}", ("x", "y")), Drawn("a", f"{1:016x}", ("z",))]
    assert held_sentences(passages).tolist() == [True, True, False]


def test_nothing_is_encoded_twice(tmp_path):
    drawn = [Drawn("a", f"{n:016x}", (f"茶{n}", "水")) for n in range(3)]
    encoder, kept = InContext(), tmp_path / "kept"
    first = encode(drawn, encoder, kept)
    assert first.shape == (6, encoder.dim)
    assert np.array_equal(encode(drawn, encoder, kept), first)
    assert encoder.asked == 3
    assert np.array_equal(encode(drawn, encoder, None), first)
    alone = encode_alone(["茶0", "水"], encoder.encode_passages, encoder.fingerprint, kept)
    assert np.array_equal(alone, first[:2])


def test_what_is_kept_goes_by_what_made_it(tmp_path):
    ones, twos = np.ones((1, 2), np.float32), np.full((1, 2), 2, np.float32)
    assert np.array_equal(keeping(tmp_path, ["a"], lambda: ones), ones)
    assert np.array_equal(keeping(tmp_path, ["b"], lambda: twos), twos)
    assert np.array_equal(keeping(tmp_path, ["a"], lambda: twos), ones)


# -- entries


@pytest.mark.parametrize("entry", ["茶", "人工智能", "international", "2021", "é", "a股"])
def test_entries(entry):
    assert is_entry(entry)


@pytest.mark.parametrize("text", ["中国人民银行", "，", "", "a b", "3.14", "20210101"])
def test_no_entries(text):
    assert not is_entry(text)


def test_entries_are_counted_once_a_text_and_chosen_characters_first():
    counts = count_entries(["绿茶 绿茶", "绿茶 tea", "水 tea"], str.split)
    assert counts == {"绿茶": 2, "绿": 2, "茶": 2, "tea": 2, "水": 1}
    assert choose_entries(counts, 10, ["The", "don't"]) == ["tea", "the", "绿", "绿茶", "茶"]
    assert choose_entries(counts, 3, ["The"]) == ["the", "绿", "茶"]
    assert choose_entries(counts, 10) == ["tea", "绿", "绿茶", "茶"]


# -- fit


def test_rows_are_shares_of_sentence_and_passage():
    x = dense(design(Vocabulary(ENTRIES), PASSAGES, 0.5))
    # 中国茶: 中 国 茶 中国; with 水 five in the passage. 绿茶tea水水: 茶 水 水 绿茶 tea.
    own = [[1, 1, 1, 0, 1, 0, 0], [0, 0, 0, 1, 0, 0, 0], [0, 0, 1, 2, 0, 1, 1], [0] * 7, [0, 1, 0, 0, 0, 0, 0]]
    sizes = [4, 1, 5, 1, 1]
    whole = [[1, 1, 1, 1, 1, 0, 0]] * 2 + [own[2]] + [own[4]] * 2
    expected = [np.array(o) / n + 0.5 * np.array(w) / max(sum(w), 1) for o, n, w in zip(own, sizes, whole, strict=True)]
    assert np.allclose(x, expected, atol=1e-6)


def test_back_is_the_transpose_and_the_diagonal_its_own():
    x = design(Vocabulary(ENTRIES), PASSAGES, 0.5)
    errors = np.random.default_rng(3).normal(size=(5, 4)).astype(np.float32)
    assert np.allclose(x.back(errors), dense(x).T @ errors, atol=1e-5)
    alone = design(Vocabulary(ENTRIES), PASSAGES, 0.0)
    assert np.allclose(alone.diagonal()[:, 0], (dense(alone) ** 2).sum(0), atol=1e-6)


@pytest.mark.parametrize("ridge", [0.01, 1.0])
def test_the_fit_is_ridge_regression_around_the_prior(ridge):
    rng = np.random.default_rng(4)
    x = design(Vocabulary(ENTRIES), PASSAGES * 2, 0.3)
    targets = rng.normal(size=(10, 3)).astype(np.float32)
    start = rng.normal(size=(7, 3)).astype(np.float32)
    table, bias = fit(x, targets, start, ridge, 40)
    centred = dense(x) - dense(x).mean(0)
    right = centred.T @ (targets - targets.mean(0)) + ridge * start
    expected = np.linalg.solve(centred.T @ centred + ridge * np.eye(7), right)
    assert np.allclose(table, expected, atol=1e-3)
    assert np.allclose(bias, (targets - dense(x) @ expected).mean(0), atol=1e-3)


def test_a_frequent_entry_weighs_less_in_the_prior():
    passages = [("茶茶茶水",), ("茶国",), ("茶中",), ("茶",)]
    x = design(Vocabulary(ENTRIES), passages, 0.0)
    rng = np.random.default_rng(5)
    alone, targets = rng.normal(size=(7, 4)).astype(np.float32), rng.normal(size=(4, 4)).astype(np.float32)
    rare, plain = prior(x, targets, alone, 1e-3), prior(x, targets, alone, 1e6)
    ratio = lambda table: np.linalg.norm(table[2]) / np.linalg.norm(table[3])  # noqa: E731
    assert ratio(rare) < ratio(plain)


def test_explained_is_one_for_the_targets_themselves():
    rows = np.random.default_rng(6).normal(size=(9, 5)).astype(np.float32) + 3
    assert explained(rows, rows) == pytest.approx(1)
    assert explained(2 * rows.mean(0) - rows, rows) == pytest.approx(-1)


def test_the_slope_is_found_again():
    rng = np.random.default_rng(7)
    unit = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)  # noqa: E731
    cheap, questions = unit(rng.normal(size=(30, 8))), unit(rng.normal(size=(5, 8)))
    assert slope(questions, 3 * cheap, 0.5 * cheap) == pytest.approx(0.5)


# -- folder


def test_bytes_give_the_table_back_to_half_a_step():
    table = np.random.default_rng(8).normal(size=(6, 16)).astype(np.float32)
    table[2] = 0
    codes, steps = in_bytes(table)
    assert codes.dtype == np.int8
    assert np.abs(codes).max(axis=1).tolist() == [127, 127, 0, 127, 127, 127]
    assert np.all(np.abs(codes * steps[:, None] - table) <= steps[:, None] * 0.501)


def test_the_folder_is_what_the_encoder_reads(tmp_path):
    exact = FakeEncoder()
    rng = np.random.default_rng(9)
    table, bias = rng.normal(size=(7, exact.dim)).astype(np.float32), rng.normal(size=exact.dim).astype(np.float32)
    for name in ("a", "b"):
        write_folder(tmp_path / name, ENTRIES, table, bias, exact.fingerprint, 0.25, 0.87654)
    encoder = StaticEncoder(tmp_path / "a", exact)
    assert encoder.slope == 0.8765
    expected = design(Vocabulary(ENTRIES), PASSAGES, 0.25).means(table) + bias
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(encoder.encode_sentences(PASSAGES), expected, atol=0.02)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


# -- the command


def test_the_command_makes_a_folder(files, tmp_path, monkeypatch, capsys):
    encoder = InContext()
    monkeypatch.setattr(distil_static, "OnnxEncoder", lambda _: encoder)
    monkeypatch.setattr(distil_static, "ENGLISH", 50)
    pairs, text = files
    given = ["--model", "m", "--text", str(text), "--pairs", str(pairs), "--passages", "60", "--entries", "300"]
    for name in ("a", "b"):
        main([*given, "--output", str(tmp_path / name), "--kept", str(tmp_path / "kept")])
    assert encoder.asked == 60
    assert "held out" in capsys.readouterr().out
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    made = StaticEncoder(tmp_path / "a", encoder)
    entries = (tmp_path / "a" / ENTRIES_FILE).read_text("utf-8").split()
    assert {"绿茶", "红茶", "中国", "the"} <= set(entries)
    assert json.loads((tmp_path / "a" / CONFIG_FILE).read_text())["context"] == Choice().context
    texts = ["绿茶比河水来得晚一些", "中国和山各有各的好处"]
    near = made.encode_passages(texts) @ encoder.encode_passages(texts).T
    assert near[0, 0] > near[1, 0]
    assert near[1, 1] > near[0, 1]
