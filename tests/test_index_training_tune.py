"""Tuning: examples, batches, losses, and runs of a tiny random network."""

import json
import lzma
import random

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel

from yinwen.index.training import examples as examples_module
from yinwen.index.training.batching import CLUSTER, batches, near_by_model, near_by_words, no_negatives
from yinwen.index.training.examples import Example, cloze, example, read_examples, window
from yinwen.index.training.late import bottom, pool, through, tokenize_questions, tokenize_windows
from yinwen.index.training.losses import TEMPERATURE, losses
from yinwen.index.training.make_model import blend
from yinwen.index.training.tune import Recipe, Run, encode_questions, train

TEXT = (
    "青山村在海边，有村民三百人。村东头有一所小学，建于一九五八年，由村民集资盖成。村里的老人喜欢喝茶，"
    "每天清早聚在榕树下，一边喝茶一边谈村里的新鲜事，直到太阳升高才散。去年修通了公路。"
)


def row(**changes):
    return {"set": "cmrc2018", "question": "小学建于哪一年？", "passage": TEXT, "answers": ["一九五八年"]} | changes


def test_a_window_grows_on_both_sides_within_the_limit():
    assert window([5, 5, 5, 5, 5], 2, 15) == (1, 4)
    assert window([5, 90, 5, 5, 5], 2, 20) == (2, 5), "what is too long on one side is left, the other goes on"
    assert window([1, 200, 1], 1, 110) == (1, 2), "a long sentence stands alone"
    assert window([1], 0, 110) == (0, 1)


@pytest.mark.parametrize("limit", [20, 50, 110])
def test_the_target_holds_the_answer_and_the_window_keeps_the_limit(monkeypatch, limit):
    monkeypatch.setattr(examples_module, "window", lambda pieces, around: window(pieces, around, limit))
    found = example(row(), len)
    assert found.answers[0] in found.sentences[found.target]
    assert sum(map(len, found.sentences)) <= max(limit, len(found.sentences[found.target]))
    assert "".join(found.sentences) in examples_module.normalize(TEXT)


def test_a_headline_is_answered_by_the_sentence_most_like_it_and_else_none_is_known():
    headline = example(row(set="xin_wen_lian_bo", question="去年公路修通", answers=[]), len)
    assert headline.sentences[headline.target].startswith("去年修通了公路")
    assert example(row(set="xin_wen_lian_bo", question="股市", answers=[]), len).target == -1
    assert example(row(answers=["没有的话"]), len).target == -1
    assert example(row(question=" "), len) is None
    assert example(row(passage=" \n"), len) is None


def test_a_cloze_is_a_clause_of_its_target_mostly_taken_out():
    found = [cloze(TEXT, len, random.Random(seed)) for seed in range(60)]
    assert len({one.question for one in found}) > 1
    left = [one.question in one.sentences[one.target] for one in found]
    assert 0 < sum(left) < 20, "one in ten stays"
    assert all(one.question in examples_module.normalize(TEXT) and one.sentences[one.target] for one in found)
    assert cloze("短。", len, random.Random(1)) is None


def test_a_clause_that_is_the_whole_sentence_stays_in_it():
    text = "清" * 39 + "。"
    assert {cloze(text, len, random.Random(seed)).sentences for seed in range(20)} == {(text,)}


def test_reads_each_set_to_its_quota_the_same_every_time(tmp_path, monkeypatch):
    monkeypatch.setattr(examples_module, "QUOTAS", {"cmrc2018": 3, "laws": 5, "cloze": 2})
    rows = [row(question=f"第{i}问？") for i in range(9)] + [row(set="laws", answers=None) for _ in range(2)]
    texts = [{"set": "crud_rag", "text": TEXT}] * 4 + [{"set": "laws", "text": TEXT}]
    (tmp_path / "pairs.jsonl.xz").write_bytes(lzma.compress("\n".join(map(json.dumps, rows)).encode()))
    (tmp_path / "text.jsonl").write_text("\n".join(map(json.dumps, texts)))
    first, again = (read_examples(tmp_path / "pairs.jsonl.xz", tmp_path / "text.jsonl", len) for _ in range(2))
    assert [one.group for one in first] == ["cmrc2018"] * 3 + ["laws"] * 2 + ["cloze"] * 2
    assert first == again


def make(number, source=None, group="a", answers=()):
    parts = (f"第{number}句在前面。", f"答案是{number * 37 % 101}号。", "尾句。")[: 2 + number % 2]
    return Example(group, f"{number * 37 % 101}号是什么？", source or f"s{number}", parts, number % 3 - 1, answers)


MANY = [make(number, source=f"s{number // 2}") for number in range(50)]


def test_near_tables_leave_out_the_row_itself_and_begin_with_the_nearest():
    words = near_by_words(MANY)
    assert words.shape == (50, 24)
    assert all(i not in line and len(set(line)) == 24 for i, line in enumerate(words.tolist()))
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], np.float32)
    assert near_by_model(vectors).tolist() == [[1, 2, 3], [0, 2, 3], [1, 0, 3], [2, 1, 0]]
    assert near_by_model(vectors[:1]).shape == (1, 0)


def test_a_batch_has_no_member_twice_and_a_cluster_no_source_twice():
    members = list(range(5, 45))
    near = [near_by_words([MANY[i] for i in members])]
    clusters = batches(MANY, members, near, 1, random.Random(1))
    assert sorted(member for batch in clusters for member in batch) == members, "batches of one leave none out"
    found = batches(MANY, members, near, 12, random.Random(1))
    assert [len(batch) for batch in found] == [12] * 3
    taken = [member for batch in found for member in batch]
    assert taken == [member for batch in clusters for member in batch][:36]
    assert len(set(taken)) == 36
    # All are near to all here, so that the first clusters are full.
    every = [np.array([[j for j in range(40) if j != i][:24] for i in range(40)])]
    first = batches(MANY, members, every, CLUSTER, random.Random(1))[0]
    assert len({MANY[member].source for member in first}) == CLUSTER


def test_windows_of_one_source_or_with_the_answer_are_no_negatives():
    one, two = make(1, "s", answers=("3号",)), make(2, "s")
    three = Example("a", "问", "t", ("答案是3号。",), 0)
    assert no_negatives([one, two, three]).tolist() == [
        [False, True, True],
        [True, False, False],
        [False, False, False],
    ]


def softmax_loss(scores, right):
    return float(np.log(np.exp(scores).sum()) - scores[right])


def test_losses_by_hand():
    batch = [
        Example("a", "甲", "s", ("一", "二"), 1),
        Example("a", "乙", "t", ("三",), -1),
    ]
    questions = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    rows = torch.tensor([[0.06, 0.01], [0.04, 0.05], [0.02, 0.03]])
    scores = (questions @ rows.T).numpy() / TEMPERATURE  # [[3, 2, 1], [.5, 2.5, 1.5]]
    # Question 0: its target .04 (not its best .06) against window 1's .02; question 1: window 0's best .05 against .03.
    between = (softmax_loss(np.array([scores[0, 1], scores[0, 2]]), 0) + softmax_loss(scores[1, 1:], 1)) / 2
    within = softmax_loss(scores[0, :2], 1)
    assert losses(questions, rows, batch, 0.0).item() == pytest.approx(between, abs=1e-5)
    assert losses(questions, rows, batch, 0.3).item() == pytest.approx(between + 0.3 * within, abs=1e-5)
    alike = [batch[0], Example("a", "乙", "s", ("三",), -1)]
    assert losses(questions, rows, alike, 0.0).item() == pytest.approx(0, abs=1e-5), "one source: no negatives are left"


@pytest.fixture(scope="module")
def tokenizer():
    letters = sorted(set("".join(e.question + "".join(e.sentences) for e in MANY) + "query: passage"))
    pieces = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>", "▁")] + [(a, -1.0) for a in letters]
    made = Tokenizer(models.Unigram(pieces, unk_id=3))
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.enable_truncation(60)
    return made


def network(tokenizer, attention="sdpa"):
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, pad_token_id=1, attn_implementation=attention,
        initializer_range=0.3,
    )  # fmt: skip
    return BertModel(config).eval()


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_layers_apart_give_what_the_network_gives(tokenizer, attention):
    trunk = network(tokenizer, attention)
    tokens = tokenize_windows(tokenizer, [e.sentences for e in MANY[:4]])
    with torch.no_grad():
        states = through(trunk, bottom(trunk, tokens, 1), tokens, 1)
        whole = trunk(input_ids=tokens.ids, attention_mask=tokens.mask).last_hidden_state
    seen = tokens.mask.bool()
    assert not seen.all(), "some are padded"
    torch.testing.assert_close(states[seen], whole[seen], atol=1e-5, rtol=1e-4)


def test_rows_are_means_of_their_own_pieces(tokenizer):
    trunk = network(tokenizer)
    windows = [("第1句。", "尾句。"), ("尾句。",)]
    tokens = tokenize_windows(tokenizer, windows)
    assert (tokens.rows, tokens.ids.shape[0]) == (3, 2)
    # <s> ▁passage:▁ is 11 pieces, then 4 and 3 of the sentences, then </s>.
    assert tokens.owner[0].tolist() == [-1] * 11 + [0] * 4 + [1] * 3 + [-1]
    assert tokens.owner[1].tolist() == [-1] * 11 + [2] * 3 + [-1] * 5
    states = bottom(trunk, tokens, 2)
    expected = torch.stack([states[0, 11:15].mean(0), states[0, 15:18].mean(0), states[1, 11:14].mean(0)])
    torch.testing.assert_close(pool(states, tokens), torch.nn.functional.normalize(expected, dim=1))
    questions = tokenize_questions(tokenizer, ["1号", "2号是什么？"])
    assert [int((questions.owner == line).sum()) for line in range(2)] == questions.mask.sum(1).tolist()


def run_of(tokenizer, folder, **changes):
    recipe = Recipe(**({"batch": 6, "chunk": 6, "frozen": 1, "rate": 1e-2} | changes))
    return Run(network(tokenizer), tokenizer, recipe, folder)


def gradients(run, batch, monkeypatch):
    """The gradients that a step would use, before they are clipped; the step is not taken."""
    found = {}

    def keep(parameters, _):
        found.update(enumerate(parameter.grad.clone() for parameter in parameters))

    with monkeypatch.context() as patch:
        patch.setattr(torch.nn.utils, "clip_grad_norm_", keep)
        patch.setattr(run.optimizer, "step", lambda: None)
        loss = run.learn(batch, 10)
    return loss, found


@pytest.mark.parametrize("chunk", [1, 4])
def test_cached_gradients_are_the_plain_ones(tokenizer, tmp_path, monkeypatch, chunk):
    batch = [make(number) for number in range(6)]
    loss, plain = gradients(run_of(tokenizer, tmp_path), batch, monkeypatch)
    cached_loss, cached = gradients(run_of(tokenizer, tmp_path, chunk=chunk), batch, monkeypatch)
    assert cached_loss == pytest.approx(loss, rel=1e-4)
    assert len(plain) == len(cached) == 16, "all of the one free layer"
    size = max(float(gradient.abs().max()) for gradient in plain.values())
    assert size > 0
    for number, gradient in plain.items():
        torch.testing.assert_close(cached[number], gradient, atol=1e-4 * size, rtol=1e-3)


def weights_of(run):
    return {name: tensor.clone() for name, tensor in run.trunk.state_dict().items()}


def test_an_interrupted_run_ends_in_the_same_weights(tokenizer, tmp_path, monkeypatch):
    whole = run_of(tokenizer, tmp_path / "whole")
    start = weights_of(whole)
    train(whole, MANY)
    assert whole.step == 8
    broken = run_of(tokenizer, tmp_path / "broken")
    learn = broken.learn

    def learn_until_the_lights_go_out(batch, total):
        if broken.step == 3:
            raise KeyboardInterrupt
        return learn(batch, total)

    monkeypatch.setattr(broken, "learn", learn_until_the_lights_go_out)
    with pytest.raises(KeyboardInterrupt):
        train(broken, MANY, save_every=-1)
    resumed = run_of(tokenizer, tmp_path / "broken")
    train(resumed, MANY)
    assert resumed.step == 8
    expected = weights_of(whole)
    assert all(torch.equal(tensor, expected[name]) for name, tensor in weights_of(resumed).items())
    steps = [json.loads(line)["step"] for line in (tmp_path / "broken" / "log.jsonl").read_text().splitlines()]
    assert steps == list(range(1, 9)), "none was done twice"
    changed = {name for name, tensor in expected.items() if not torch.equal(tensor, start[name])}
    assert changed
    assert all(name.startswith("encoder.layer.1.") for name in changed), "what is frozen stays"


def test_tuning_learns(tokenizer, tmp_path):
    batch = [make(number) for number in range(6)]
    run = run_of(tokenizer, tmp_path)
    first = run.learn(batch, 40)
    last = [run.learn(batch, 40) for _ in range(29)][-1]
    assert last < first / 2


def test_another_recipe_or_other_examples_are_refused(tokenizer, tmp_path):
    train(run_of(tokenizer, tmp_path, share=0.3), MANY)
    with pytest.raises(ValueError, match="another --output"):
        train(run_of(tokenizer, tmp_path, share=0.3, rate=2e-2), MANY)
    with pytest.raises(ValueError, match="another --output"):
        train(run_of(tokenizer, tmp_path, share=0.3), MANY[::-1])
    with pytest.raises(ValueError, match="was made with"):
        run_of(tokenizer, tmp_path, share=0.3, rate=2e-2).resume()
    (tmp_path / "checkpoint.pt").unlink()
    with pytest.raises(ValueError, match="another --output"):
        train(run_of(tokenizer, tmp_path, batch=4), MANY)


def test_questions_are_encoded_in_their_order(tokenizer, tmp_path):
    run = run_of(tokenizer, tmp_path)
    together = encode_questions(run, MANY + MANY)
    assert together.shape == (100, 16)
    assert together[70] == pytest.approx(encode_questions(run, [MANY[20]])[0], abs=1e-4)


@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_blends_a_share_of_the_way_to_the_checkpoint(tokenizer, tmp_path, share):
    run = run_of(tokenizer, tmp_path)
    start = weights_of(run)
    run.learn(MANY[:6], 1)
    run.save()
    tuned, trunk = weights_of(run), network(tokenizer)
    blend(trunk, tmp_path / "checkpoint.pt", share)
    for name, tensor in trunk.state_dict().items():
        if share in (0.0, 1.0):
            assert torch.equal(tensor, tuned[name] if share else start[name])
        else:
            torch.testing.assert_close(tensor, 0.4 * start[name] + 0.6 * tuned[name])
    moved = "encoder.layer.1.output.dense.weight"
    assert not torch.equal(start[moved], tuned[moved])
