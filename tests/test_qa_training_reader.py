"""A reader's training: passages and windows, made questions, the plan, and runs of a tiny random network."""

import json
import random
import shutil
import sys
from itertools import pairwise

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from yinwen.corpus.normalize import normalize
from yinwen.qa.reader_input import LONGEST, WINDOW, Special, sequence, window_place
from yinwen.qa.training import train_reader
from yinwen.qa.training.export_reader import export_onnx, load_network
from yinwen.qa.training.reader_altered import alter, names_of
from yinwen.qa.training.reader_cloze import clozes
from yinwen.qa.training.reader_examples import SHARES, by_length, draw
from yinwen.qa.training.reader_material import Material
from yinwen.qa.training.reader_network import Collator, ReaderNetwork
from yinwen.qa.training.reader_passages import Passages
from yinwen.qa.training.train_reader import Recipe, Run, train

from fakes import FakeEncoder, exporting

PLACES = "青山 白水 石桥 柳林 梅岭 云台 松溪 竹园 枫桥 莲塘 鹤鸣 龙泉".split()
KINDS = "小学 灯塔 水库 戏台".split()


def rows():
    """Two dozen questions and more, two a passage of some hundred characters."""
    found = []
    for n, place in enumerate(PLACES):
        for m, kind in enumerate(KINDS):
            number, year, master = 137 + 61 * n + 7 * m, 1931 + 4 * n + m, "王李张刘陈杨赵黄周吴徐孙"[n] + "建国"
            text = (
                f"{place}村在海边，依山傍水，风光很好，来的人一年比一年多，村里修了新路。村东头有一座{kind}，"
                f"建于{year}年，由村民{master}出资盖成，用了{number}万元。村里的老人喜欢喝茶，每天清早聚在榕树下，"
                f"一边喝茶一边谈村里的新鲜事，直到太阳升高才散去，各回各家吃早饭，下午再来。"
                f"那座{kind}旁边还有一片果园，种着荔枝和龙眼，每到夏天果子熟了，孩子们都来帮忙采摘。"
            )
            row = {"set": "cmrc2018" if m % 2 else "drcd", "title": f"{place}村", "passage": text}
            found.append(row | {"question": f"{place}村的{kind}建于哪一年？", "answers": [f"{year}年"]})
            found.append(row | {"question": f"{place}村的{kind}由谁出资盖成？", "answers": [f"村民{master}", master]})
    return found


def tag(text):
    """Characters, names and places told apart, as jieba would."""
    words, at = [], 0
    while at < len(text):
        place = next((p for p in PLACES if text.startswith(p, at)), None)
        words.append((place, "ns") if place else (text[at], "n"))
        at += len(words[-1][0])
    return words


@pytest.fixture(scope="module")
def tokenizer(trunk_folder):
    return Tokenizer.from_file(str(trunk_folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def material(tokenizer):
    found = Material(tokenizer)
    for row in rows():
        found.add_answered(row)
        found.add_clozes(
            "", row["passage"][:40] + f"{row['title']}有居民2{len(row['question'])}45人。", tag, random.Random(1), 2
        )
    for n in range(6):
        found.add_pair(
            {
                "set": "crud_rag",
                "question": f"{PLACES[n]}修路",
                "passage": f"{PLACES[n]}今天修路，明天通车。",
                "answers": [],
            }
        )
    return found


@pytest.fixture(scope="module")
def plan(material):
    return draw(material, 200, FakeEncoder().encode_queries, random.Random(3))


def shown(material, number, pieces):
    offsets = material.passages.cut(number).pieces.offsets
    return material.texts[number][offsets[pieces[0]][0] : offsets[pieces[1] - 1][1]]


def test_spans_hold_their_answers_and_little_else(material):
    assert len(material.answered) == len(rows())
    for one in [*material.answered, *material.clozes]:
        held = shown(material, one.passage, one.span)
        assert one.answers[0] in held
        inner = shown(material, one.passage, (one.span[0] + 1, one.span[1])) if one.span[1] - one.span[0] > 1 else ""
        assert one.answers[0] not in inner, "no piece before it"


def test_an_answer_that_is_not_there_or_longer_than_a_window_has_no_span(material):
    passages = material.passages
    assert passages.span(0, "") is None
    assert passages.span(0, "没有的话") is None
    assert passages.span(0, material.texts[0]) is None


def test_of_several_places_the_one_among_the_questions_words_is_meant(tokenizer):
    text = "1978年他声望渐落，人们不再谈论他的改革，议会也一再否决他的提案，直到外交上有了转机。1978年卡特宣布断交。"
    found = Material(tokenizer)
    row = {"set": "drcd", "title": "", "passage": text, "answers": ["1978年"]}
    found.add_answered(row | {"question": "卡特在哪一年宣布断交？"})
    found.add_answered(row | {"question": "他在哪一年声望渐落？"})
    later, earlier = (one.span for one in found.answered)
    pieces = found.passages.cut(0).pieces.offsets
    assert pieces[earlier[0]][0] == 0
    assert pieces[later[0]][0] == normalize(text).rindex("1978年")
    assert found.passages.span(0, "1978年") == earlier, "the first where nothing tells them apart"


def test_an_answer_that_is_nothing_once_normalised_is_none(tokenizer):
    found = Material(tokenizer)
    row = {"set": "drcd", "title": "", "passage": "一座小学建于1931年。", "question": "小学建于哪一年？"}
    found.add_answered(row | {"answers": ["\u200b"]})
    assert found.answered == []
    found.add_answered(row | {"answers": ["1931年", " "]})
    assert found.answered[0].answers == ("1931年",), "an empty one would stand in every window"


def test_a_sentence_longer_than_a_window_is_read_to_its_end(tokenizer):
    text = "青山村的小学旁边有一片果园" * 20 + "。后来修了新路。"
    passages = Passages(tokenizer, [normalize(text)])
    windows, size = passages.windows(0), len(passages.cut(0).pieces.ids)
    assert size > 3 * WINDOW
    assert windows[-1][1] == size
    assert all(later[0] < earlier[1] for earlier, later in pairwise(windows)), "no piece lies in none"


@pytest.mark.parametrize("seed", range(5))
def test_a_window_around_a_span_holds_it(material, seed):
    rng, begins = random.Random(seed), 0
    for one in material.answered:
        first, last = material.passages.around(one.passage, one.span, rng)
        size = len(material.passages.cut(one.passage).pieces.ids)
        assert 0 <= first <= one.span[0] < one.span[1] <= last <= size
        assert last - first == min(WINDOW, size - first)
        begins += first in material.passages.cut(one.passage).begins
    assert len(material.answered) / 2 < begins < len(material.answered), "most begin with a sentence, not all"


def test_windows_begin_with_sentences_a_third_apart(material):
    for number, text in enumerate(material.texts):
        windows, begins = material.passages.windows(number), material.passages.cut(number).begins
        assert windows[0][0] == 0
        assert all(a in begins and b - a <= WINDOW for a, b in windows)
        assert all(d[0] - c[0] >= WINDOW // 3 for c, d in pairwise(windows))
        assert text.startswith(material.passages.text(number, windows[0]))


def test_an_altered_number_or_name_stands_not_in_the_window():
    window, names = "1854年《红楼梦》出版,他在伦敦住了3.5年。", ["《西游记》", "《红楼梦》", "london"]
    for seed in range(60):
        made = alter("1854年谁写了《红楼梦》?", window, names, random.Random(seed))
        assert made is not None
        assert made != "1854年谁写了《红楼梦》?"
        if "《红楼梦》" not in made:
            assert "《西游记》" in made
        elif "1854年" not in made:
            assert made[:5] not in window
            assert made[4:] == "年谁写了《红楼梦》?"
        else:
            pytest.fail(f"{made}: when is asked of a window with a year in it")


def test_another_kind_is_asked_only_of_a_window_without_such():
    def made(question, window):
        return {alter(question, window, [], random.Random(seed)) for seed in range(20)}

    amounts = made("这里有多少人?", "这里有三百人。")
    assert None not in amounts
    assert all(question.startswith("这里有") and "多少人" not in question for question in amounts)
    for window in ("比上年增长三百人。", "平均三百人。", "最高三百人。", "占3%。", "百分之三的人。", "有三成。"):
        assert made("这里有多少人?", window) == {None}
    assert made("院长是谁?", "院长是王建国。") <= {"院长是什么时候?", "院长是哪一年?", "院长是何时?"}
    assert made("院长是谁?", "1954年起院长是王建国。") == {None}
    assert made("怎么泡茶?", "用水。") == {None}


def test_names_are_titles_quoted_terms_and_latin_words():
    assert names_of(['《红楼梦》和"禁渔"', "mozart 在哪里", "ab"]) == sorted(['"禁渔"', "《红楼梦》", "mozart"])


@pytest.mark.parametrize("seed", range(8))
def test_clozes_answers_stand_in_the_text_and_not_in_the_question(seed):
    text = "２０２１年1月，青山有居民3,456人和商店、学校、医院及灯塔等。白水在石桥南边很远很远的地方，路上没有人家也没有店。"
    found = list(clozes(text, tag, random.Random(seed)))
    assert found
    for question, answer in found:
        assert answer
        assert answer in normalize(text)
        assert answer not in question
        assert len(question) >= 11


def test_a_plan_has_the_asked_count_and_shares(material, plan):
    assert len(plan) == 200
    counts = {kind: sum(e.kind == kind for e in plan) for kind in SHARES}
    assert sum(counts.values()) == 200
    assert counts["answer"] >= round(200 * SHARES["answer"])
    assert all(counts[kind] <= round(200 * share) for kind, share in SHARES.items() if kind != "answer")
    for kind in ("elsewhere", "words", "altered", "cloze", "pair"):
        assert counts[kind] == round(200 * SHARES[kind]), kind


def test_positives_hold_the_answer_and_negatives_do_not(material, plan):
    answers = {}
    for one in [*material.answered, *material.clozes]:
        # A cloze can be asked of two passages, and is answered by another figure in each.
        answers[one.question] = (*answers.get(one.question, ()), *one.answers)
    several = {one.question for one in material.clozes if answers[one.question] != one.answers}
    for example in plan:
        text = material.passages.text(example.passage, example.window)
        if example.kind in ("answer", "cloze"):
            assert example.relevant
            assert example.window[0] <= example.span[0] < example.span[1] <= example.window[1]
            assert any(answer in text for answer in answers[example.question])
        elif example.kind == "pair":
            assert example.relevant
            assert example.span is None
        else:
            assert not example.relevant
            assert example.span is None
            own = () if example.question in several else answers.get(example.question, ())
            assert not any(answer in text for answer in own)


def test_the_same_seed_draws_the_same_plan(material, plan):
    assert draw(material, 200, FakeEncoder().encode_queries, random.Random(3)) == plan
    assert draw(material, 200, FakeEncoder().encode_queries, random.Random(4)) != plan


def test_like_lengths_stand_side_by_side_and_none_is_lost(plan):
    found = by_length(plan, 8, random.Random(1))
    assert sorted(map(repr, found)) == sorted(map(repr, plan))

    def spread(order):
        sizes = [[len(e.question) for e in order[i : i + 8]] for i in range(0, 192, 8)]
        return sum(max(each) - min(each) for each in sizes)

    assert spread(found) < spread(plan)


def test_few_passages_are_enough_for_a_plan(tokenizer):
    few = Material(tokenizer)
    for row in rows()[:4]:
        few.add_answered(row)
    assert len(draw(few, 40, FakeEncoder().encode_queries, random.Random(1))) == 40


def test_a_sequence_by_hand():
    special = Special(0, 1, 2)
    line = sequence(special, [5, 6], [7], [8, 9])
    assert line == [0, 5, 6, 2, 7, 2, 8, 9, 2]
    assert line[window_place([5, 6], [7])] == 8
    long = sequence(special, range(100, 200), range(300, 400), [8] * WINDOW)
    assert len(long) == LONGEST
    assert long[window_place(range(100), range(100))] == 8
    assert (long[1], long[40], long[42]) == (160, 199, 300), "the question's end, the title's beginning"


def test_a_batch_leads_to_the_answers_places(material, plan, tokenizer):
    batch = Collator(tokenizer, material.passages)(plan[:40])
    special = Special.of(tokenizer)
    for row, example in enumerate(plan[:40]):
        length = int(batch.mask[row].sum())
        assert batch.ids[row, length:].tolist() == [special.pad] * (batch.ids.shape[1] - length)
        ids = material.passages.cut(example.passage).pieces.ids
        allowed = batch.allowed[row].nonzero().flatten().tolist()
        assert allowed[0] == 0
        assert batch.ids[row, allowed[1:]].tolist() == list(ids[slice(*example.window)])
        assert float(batch.relevant[row]) == example.relevant
        first, last = batch.span[row].tolist()
        if example.span is not None:
            assert batch.ids[row, first : last + 1].tolist() == list(ids[slice(*example.span)])
        else:
            assert (first, last) == ((-1, -1) if example.relevant else (0, 0))


def test_the_rate_rises_stays_and_falls_to_nothing():
    recipe = Recipe(examples=1600, batch=16, warm_up=10, fall=0.4)
    assert (recipe.steps, recipe.falls_at) == (100, 60)
    factors = [recipe.factor(step) for step in range(101)]
    assert factors[:10] == pytest.approx([n / 10 for n in range(1, 11)])
    assert factors[10:61] == [1.0] * 51
    assert factors[60:] == pytest.approx([n / 40 for n in range(40, -1, -1)])
    assert Recipe(examples=1600, fall=0.0, warm_up=0).factor(99) == 1.0


def run_of(trunk_folder, folder, **changes):
    torch.manual_seed(2)
    recipe = Recipe(**({"examples": 48, "batch": 8, "warm_up": 2, "rate": 3e-3, "frozen": 1} | changes))
    return Run(load_network(trunk_folder), recipe, folder)


def test_a_run_learns(trunk_folder, tmp_path, material, plan, tokenizer):
    run, collator = run_of(trunk_folder, tmp_path, examples=800, fall=0.1), Collator(tokenizer, material.passages)
    losses = [run.learn(collator, plan[:8]) for _ in range(40)]
    assert losses[-1] < losses[0] / 2


def test_an_interrupted_run_ends_in_the_same_weights(trunk_folder, tmp_path, monkeypatch, material, plan, tokenizer):
    whole = run_of(trunk_folder, tmp_path / "whole")
    start = {name: tensor.clone() for name, tensor in whole.network.state_dict().items()}
    train(whole, material.passages, tokenizer, plan)
    broken = run_of(trunk_folder, tmp_path / "broken")
    learn = broken.learn

    def learn_until_the_lights_go_out(collator, examples):
        if broken.step == 3:
            raise KeyboardInterrupt
        return learn(collator, examples)

    monkeypatch.setattr(broken, "learn", learn_until_the_lights_go_out)
    with pytest.raises(KeyboardInterrupt):
        train(broken, material.passages, tokenizer, plan, save_every=-1)
    resumed = run_of(trunk_folder, tmp_path / "broken")
    train(resumed, material.passages, tokenizer, plan)
    assert resumed.step == whole.step == 6
    expected = whole.network.state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in resumed.network.state_dict().items())
    steps = [json.loads(line)["step"] for line in (tmp_path / "broken" / "log.jsonl").read_text().splitlines()]
    assert steps == list(range(1, 7)), "none was done twice"
    changed = {name for name, tensor in expected.items() if not torch.equal(tensor, start[name])}
    assert {"spans.weight", "trunk.encoder.layer.1.output.dense.weight"} <= changed
    assert not any("encoder.layer.0." in name or "word_embeddings" in name for name in changed), "what is frozen stays"
    assert (tmp_path / "whole" / "before_fall.pt").is_file()
    with pytest.raises(ValueError, match="another --output"):
        run_of(trunk_folder, tmp_path / "whole", rate=1e-3).resume()


def test_a_run_goes_on_from_an_earlier_ones_checkpoint(trunk_folder, tmp_path, material, plan, tokenizer):
    first = run_of(trunk_folder, tmp_path / "first")
    train(first, material.passages, tokenizer, plan)
    second = run_of(trunk_folder, tmp_path / "second", seed=2)
    second.follow(tmp_path / "first" / "checkpoint.pt")
    expected = first.network.state_dict()
    assert second.step == 0
    assert all(torch.equal(tensor, expected[name]) for name, tensor in second.network.state_dict().items())
    assert second.optimizer.state_dict()["state"].keys() == first.optimizer.state_dict()["state"].keys()
    train(second, material.passages, tokenizer, plan)
    assert second.step == 6
    assert any(not torch.equal(tensor, expected[name]) for name, tensor in second.network.state_dict().items())


def test_the_exported_graph_gives_the_networks_logits(trunk_folder, tmp_path, material, plan, tokenizer):
    import onnxruntime

    torch.manual_seed(4)
    network = load_network(trunk_folder)
    with exporting():
        export_onnx(network, tmp_path / "float32.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "float32.onnx"), providers=["CPUExecutionProvider"])
    batch = Collator(tokenizer, material.passages)(plan[:6])
    with torch.no_grad():
        start, end, relevance = network(batch.ids, batch.mask)
    spans, relevant = session.run(None, {"input_ids": batch.ids.numpy(), "attention_mask": batch.mask.numpy()})
    seen = batch.mask.bool().numpy()
    assert not seen.all(), "some are padded"
    assert spans[..., 0][seen] == pytest.approx(start.numpy()[seen], abs=1e-4)
    assert spans[..., 1][seen] == pytest.approx(end.numpy()[seen], abs=1e-4)
    assert relevant == pytest.approx(relevance.numpy(), abs=1e-4)
    assert np.ptp(relevant) > 1e-3
    longest = np.ones((1, LONGEST), np.int64)
    assert session.run(None, {"input_ids": longest, "attention_mask": longest})[0].shape == (1, LONGEST, 2)


def test_a_checkpoint_is_loaded_for_export(trunk_folder, tmp_path):
    from transformers import BertModel

    network = ReaderNetwork(BertModel.from_pretrained(trunk_folder))
    with torch.no_grad():
        network.trunk.embeddings.position_embeddings.weight += 1.0
    torch.save({"model": network.state_dict()}, tmp_path / "checkpoint.pt")
    loaded, expected = load_network(trunk_folder, tmp_path / "checkpoint.pt").state_dict(), network.state_dict()
    places = "trunk.embeddings.position_embeddings.weight"
    assert torch.equal(loaded.pop(places), expected.pop(places)[:LONGEST]), "places beyond are never looked at"
    assert loaded.keys() == expected.keys()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in loaded.items())


def test_the_command_trains_on_two_dozen_rows_and_goes_on(trunk_folder, tmp_path, monkeypatch, capsys):
    pairs, texts = tmp_path / "pairs.jsonl", tmp_path / "text.jsonl"
    extra = [
        {"set": name, "question": f"{place}修路", "passage": f"{place}今天修路，明天通车。", "answers": []}
        for name in train_reader.read_material.__globals__["PAIR_SETS"]
        for place in PLACES[:2]
    ]
    pairs.write_text("\n".join(json.dumps(row) for row in [*rows()[:24], *extra]))
    texts.write_text(json.dumps({"set": "laws", "text": rows()[0]["passage"]}))
    start = shutil.copytree(trunk_folder, tmp_path / "start")
    monkeypatch.setattr(train_reader, "encoded", lambda folder: FakeEncoder().encode_queries)
    monkeypatch.setattr(train_reader, "tagged", lambda: tag)
    command = ["train_reader", "--start", start, "--pairs", pairs, "--text", texts, "--output", tmp_path / "run",
               "--examples", 32, "--batch", 8, "--warm-up", 1]  # fmt: skip
    monkeypatch.setattr(sys, "argv", [str(part) for part in command])
    train_reader.main()
    train_reader.main()
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("32 examples, ")
    assert said[0] == said[1], "the same plan"
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [1, 2, 3, 4]
    assert torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["step"] == 4
