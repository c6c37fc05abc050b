"""Which reader is meant, one that is loaded meanwhile, and one that another model reorders."""

import shutil
import threading
from statistics import fmean, pstdev

import pytest

from yinwen.corpus.errors import EncoderError
from yinwen.corpus.types import Passage
from yinwen.index import hub
from yinwen.qa import reader as module
from yinwen.qa.onnx_reader import OnnxReader
from yinwen.qa.reader import Reranked, Waiting, load_cross_encoder, load_reader
from yinwen.qa.types import Excerpt, Reading, Span


def excerpts(*texts, title=""):
    return [Excerpt.whole(Passage(f"a#{n}", "a", text, 0, len(text), ()), title) for n, text in enumerate(texts)]


class FakeReader:
    """Relevance is the text's length; the first character is the span."""

    fingerprint = "fake"

    def __init__(self):
        self.asked = []

    def pieces(self, text):
        return len(text)

    def read(self, question, excerpts):
        self.asked.append((question, len(excerpts)))
        return [Reading(e, (Span(e.start, e.start + 1, 1.0),), float(len(e.text)), -1.0) for e in excerpts]


class FakeModel:
    def __init__(self, scores):
        self.scores, self.pairs = scores, []

    def predict(self, pairs, show_progress_bar):
        assert not show_progress_bar
        self.pairs += pairs
        return self.scores


def test_none_is_no_reader_and_takes_no_reranker():
    assert load_reader("none") is None
    with pytest.raises(EncoderError, match="leave out --reader none") as caught:
        load_reader("none", "some/model")
    assert "请去掉 --reader none" in caught.value.zh


@pytest.mark.parametrize("name", [None, "default"])
def test_the_shipped_reader_is_the_default(monkeypatch, reader_folder, name):
    monkeypatch.setattr(module, "MODEL", reader_folder)
    reader = load_reader(name, threads=1)
    assert isinstance(reader, OnnxReader)
    assert reader.folder == reader_folder


def test_a_folder_is_loaded_from_home_too(monkeypatch, reader_folder):
    monkeypatch.setenv("HOME", str(reader_folder.parent))
    assert load_reader(f"~/{reader_folder.name}").folder == reader_folder
    assert load_reader(reader_folder).fingerprint == load_reader(str(reader_folder)).fingerprint


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(EncoderError, match="cannot be loaded") as caught:
        load_reader(tmp_path / "nowhere")
    assert "无法载入" in caught.value.zh
    assert "nowhere" in caught.value.zh


def test_a_reader_is_loaded_once_beside_the_rest():
    loads, go, inner = [], threading.Event(), FakeReader()

    def load():
        go.wait(10)
        loads.append(threading.current_thread())
        return inner

    waiting = Waiting(load)
    assert loads == [], "whoever makes it goes on"
    go.set()
    assert waiting.read("问？", excerpts("长江")) == FakeReader().read("问？", excerpts("长江"))
    assert (waiting.pieces("长江"), waiting.fingerprint, waiting.reader) == (2, "fake", inner)
    assert len(loads) == 1
    assert loads[0] is not threading.current_thread()


@pytest.mark.parametrize("error", [EncoderError("坏了。", "It is broken."), MemoryError(), SystemExit(3)])
def test_an_error_of_loading_reaches_everyone_who_asks(error):
    def load():
        raise error

    waiting = Waiting(load)
    for ask in (lambda: waiting.fingerprint, lambda: waiting.pieces("长"), lambda: waiting.read("问？", [])):
        with pytest.raises(type(error)) as caught:
            ask()
        assert caught.value is error


def test_to_wait_for_no_reader_is_an_error():
    with pytest.raises(ValueError, match="no reader"):
        _ = Waiting(lambda: None).reader


def test_another_models_order_keeps_mean_and_deviation():
    inner, model = FakeReader(), FakeModel([0.9, 0.1, 0.2, 0.8])
    given = excerpts("长", "长江", "长江十年", "长江十年禁渔开始", title="公告")
    plain, ranked = FakeReader().read("问？", given), Reranked(inner, model, "m").read("问？", given)
    before, after = [r.relevance for r in plain], [r.relevance for r in ranked]
    assert fmean(after) == pytest.approx(fmean(before))
    assert pstdev(after) == pytest.approx(pstdev(before))
    assert sorted(range(4), key=after.__getitem__) == [1, 2, 3, 0]
    # By hand: lengths 1 2 4 8, mean 3.75; scores' mean .5, deviations .4 -.4 -.3 .3, sigma sqrt(.125).
    assert after[0] == pytest.approx(3.75 + pstdev([1, 2, 4, 8]) * 0.4 / 0.125**0.5)
    assert [r.spans for r in ranked] == [r.spans for r in plain], "the words stay the reader's"
    assert [r.excerpt for r in ranked] == given
    assert model.pairs[0] == ("问？", "公告 长")
    assert len(model.pairs) == 4


def test_a_model_that_tells_nothing_apart_leaves_the_mean():
    ranked = Reranked(FakeReader(), FakeModel([0.5, 0.5]), "m").read("问？", excerpts("长", "长江十"))
    assert [r.relevance for r in ranked] == [2.0, 2.0]


def test_one_excerpt_alone_needs_no_other_model():
    model = FakeModel([])
    reranked = Reranked(FakeReader(), model, "m")
    assert reranked.read("问？", excerpts("长江"))[0].relevance == 2.0
    assert reranked.read("问？", []) == []
    assert model.pairs == []
    assert (reranked.fingerprint, reranked.pieces("长江")) == ("fake+m", 2)


def test_without_a_title_the_text_alone_is_ranked():
    model = FakeModel([0.1, 0.2])
    Reranked(FakeReader(), model, "m").read("问？", excerpts("长", "江"))
    assert model.pairs == [("问？", "长"), ("问？", "江")]


@pytest.fixture(scope="module")
def cross_encoder(trunk_folder, tmp_path_factory):
    """A cross-encoder of one random layer."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    from yinwen.index.training.export import SPECIAL

    folder = tmp_path_factory.mktemp("models") / "ranker"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(trunk_folder / "tokenizer.json"), model_max_length=128, **SPECIAL
    )
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        pad_token_id=1, num_labels=1, initializer_range=0.3,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_a_local_cross_encoder_reorders_the_shipped_readers_windows(cross_encoder, reader_folder):
    given = excerpts("长江十年禁渔。", "灯塔高九十米。", "今天天气真好。")
    plain = load_reader(reader_folder).read("灯塔多高？", given)
    reranked = load_reader(reader_folder, str(cross_encoder))
    ranked = reranked.read("灯塔多高？", given)
    scores = load_cross_encoder(str(cross_encoder)).predict([("灯塔多高？", e.text) for e in given])
    assert len(set(scores.tolist())) == 3
    assert sorted(range(3), key=lambda n: ranked[n].relevance) == scores.argsort().tolist()
    assert fmean(r.relevance for r in ranked) == pytest.approx(fmean(r.relevance for r in plain))
    assert [r.spans for r in ranked] == [r.spans for r in plain]
    assert reranked.fingerprint.endswith(f"+{cross_encoder}")


@pytest.mark.parametrize("damage", ["model.safetensors", "config.json"])
def test_a_damaged_cross_encoder_is_one_sentence(cross_encoder, tmp_path, damage):
    copy = shutil.copytree(cross_encoder, tmp_path / "ranker")
    (copy / damage).write_bytes(b"{")
    with pytest.raises(EncoderError, match=r"重排模型 .* 无法载入") as caught:
        load_cross_encoder(str(copy))
    assert "leave out --reranker" in caught.value.en
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["no/such/folder", "没有的文件夹", "no such model", "~/nowhere/at/all"])
def test_a_missing_cross_encoder_folder_is_one_sentence(tmp_path, name):
    for path in (name, str(tmp_path / name)):
        with pytest.raises(EncoderError, match="There is no reranker folder") as caught:
            load_cross_encoder(path)
        assert "请检查 --reranker 的路径" in caught.value.zh


def test_a_hub_that_may_not_be_asked_is_one_sentence_about_the_reranker(monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(hub, "_ask", lambda *_: pytest.fail("the hub was asked"))
    with pytest.raises(EncoderError, match="HF_HUB_OFFLINE") as caught:
        load_cross_encoder("nobody/no-such-reranker")
    assert "重排模型 nobody/no-such-reranker" in caught.value.zh
    assert "--reranker" in caught.value.zh
    assert "The reranker nobody/no-such-reranker" in caught.value.en
    assert "--reranker" in caught.value.en


@pytest.mark.parametrize(("statuses", "said"), [([], "cannot be reached"), ([404, 404], "has no reranker")])
def test_a_hub_without_it_or_out_of_reach_is_one_sentence_about_the_reranker(monkeypatch, statuses, said):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(hub, "_ask", lambda *_: statuses)
    with pytest.raises(EncoderError, match=said) as caught:
        load_cross_encoder("nobody/no-such-reranker")
    assert "重排模型" in caught.value.zh
    assert "--reranker" in caught.value.zh
    assert "--reranker" in caught.value.en
    assert "encoder" not in caught.value.en.replace("nobody/", "")
