"""The reader through ONNX: windows, spans by hand, and the way back to the original's characters."""

import shutil
from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus.errors import EncoderError
from yinwen.corpus.normalize import fold
from yinwen.corpus.types import Passage
from yinwen.qa import onnx_reader
from yinwen.qa.onnx_reader import ONNX_FILE, SPANS, TOKENIZER_FILE, OnnxReader
from yinwen.qa.reader_input import QUESTION, WINDOW, Pieces, cut
from yinwen.qa.types import Excerpt, Span

PARTS = st.sampled_from(
    ["长江十年禁渔", "ＡＢＣ１９９８年", "長江禁漁始於", "cafe\u0301 ", "👨‍👩‍👧‍👦", "☀️", "沿江\n渔民", " \u3000", "\r\n\r\n", "㍿",
     "。", "，", "the lighthouse ", "“好。”", "\u200b", "e\u0301\u0302", "３．５％", "ﬁ", "2021年1月1日", "\u0301", "㈠", "…"]
)  # fmt: skip
TEXTS = st.lists(PARTS | st.text(max_size=4), max_size=30).map("".join)


@pytest.fixture(scope="module")
def reader(reader_folder):
    return OnnxReader(reader_folder, threads=1)


def excerpt(text, start=0, title="", inner=None):
    """All of a passage that begins at ``start`` of its document, or its ``inner`` characters."""
    first, last = inner or (0, len(text))
    passage = Passage("a#1", "a", text, start, start + len(text), ())
    return Excerpt(passage, start + first, start + last, title)


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, st.integers(0, 50), st.sampled_from(["", "長江", "\u3000"]), st.data())
def test_every_span_is_characters_of_its_excerpt_best_first_and_apart(reader, question, text, start, title, data):
    first = data.draw(st.integers(0, len(text)))
    one = excerpt(text, start, title, (first, data.draw(st.integers(first, len(text)))))
    (reading,) = reader.read(question, [one])
    assert reading.excerpt is one
    assert np.isfinite([reading.relevance, reading.no_answer, reading.margin]).all()
    assert reading.no_answer <= 1e-9, "a log-probability"
    assert len(reading.spans) <= SPANS
    assert [s.score for s in reading.spans] == sorted((s.score for s in reading.spans), reverse=True)
    folded = fold(one.text)
    for span in reading.spans:
        assert one.start <= span.start < span.end <= one.end
        assert one.passage.text[span.start - start : span.end - start].strip(), "a span is not blank"
        inner = span.start - one.start, span.end - one.start
        shown = folded.text[slice(*folded.folded(*inner))]
        assert folded.original(*folded.folded(*inner)) == inner, (
            "it begins and ends with whole characters that were read"
        )
        assert shown.strip(" ,.;:!?") == shown or len(shown) > 1
    places = sorted((s.start, s.end) for s in reading.spans)
    assert all(a[1] <= b[0] for a, b in pairwise(places))


@pytest.mark.parametrize(
    ("text", "read", "original"),
    [
        ("成立于１９９８年。", "1998年", "１９９８年"),
        ("長江禁漁自二〇二一年開始。", "长江禁渔", "長江禁漁"),
        ("沿江的长江十年\n禁渔开始。", "十年禁渔", "十年\n禁渔"),
        ("在 cafe\u0301 里。", "café", "cafe\u0301"),
        ("👨‍👩‍👧‍👦一家住在\u200b青山村。", "青山村", "青山村"),
        ("增长３．５％，", "3.5%,", "３．５％"),
        ("他说：“好。”", '"好。"', "“好。”"),
        ("到  the\t lighthouse 去", "the lighthouse", "the\t lighthouse"),
    ],
)
def test_what_was_read_leads_back_to_the_original(reader, monkeypatch, text, read, original):
    folded = fold(text).text
    at = folded.index(read)
    offsets = cut(reader._tokenizer, folded).offsets
    first = next(i for i, (_, end) in enumerate(offsets) if end > at)
    last = next(i for i, (_, end) in enumerate(offsets) if end >= at + len(read))

    def sure_of_it(window):
        spans = np.full((1, len(window.ids), 2), -9.0, np.float32)
        spans[0, window.place + first, 0] = spans[0, window.place + last, 1] = 9.0
        return spans, np.zeros(1, np.float32)

    monkeypatch.setattr(reader, "_score", sure_of_it)
    best = reader.read("问？", [excerpt(text, 5)])[0].spans[0]
    # Pieces may begin before the words or end after them; they never end within.
    assert original in text[best.start - 5 : best.end - 5]
    assert len(text[best.start - 5 : best.end - 5]) <= len(original) + 2
    assert best.score > 30


def seen(reader, monkeypatch, question, one):
    """The windows that are read of an excerpt."""
    windows = []

    def keep(window):
        windows.append(window)
        return np.zeros((1, len(window.ids), 2), np.float32), np.zeros(1, np.float32)

    monkeypatch.setattr(reader, "_score", keep)
    reader.read(question, [one])
    return windows


@pytest.mark.parametrize(
    "size", [1, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW * 3 // 2, WINDOW * 3 // 2 + 1, 150, 513, 700]
)
def test_windows_half_apart_hold_every_piece(reader, monkeypatch, size):
    # A Han character of this range is a piece of its own.
    text = "鹭" * 2000
    ids = cut(reader._tokenizer, text).ids
    end = next(n for n in range(1, 2000) if len(cut(reader._tokenizer, text[:n]).ids) >= size)
    ids = cut(reader._tokenizer, text[:end]).ids
    windows = seen(reader, monkeypatch, "问？", excerpt(text[:end]))
    assert [w.first for w in windows] == [n * WINDOW // 2 for n in range(len(windows))]
    held = set()
    for window in windows:
        inside = window.ids[window.place : -1]
        assert inside == list(ids[window.first : window.first + WINDOW])
        held |= set(range(window.first, window.first + len(inside)))
    assert held == set(range(len(ids)))
    # None of them is needless.
    assert len(windows) == 1 or windows[-2].first + WINDOW < len(ids)


def test_of_a_long_question_the_end_is_seen(reader, monkeypatch):
    question = "前言不重要。" * 200 + "灯塔有多高？"
    (window,) = seen(reader, monkeypatch, question, excerpt("灯塔高九十米。"))
    asked = window.ids[1 : 1 + QUESTION]
    assert asked == cut(reader._tokenizer, fold(question).text).ids[-QUESTION:]
    assert "灯塔有多高" in reader._tokenizer.decode(asked).replace(" ", "")


@pytest.mark.parametrize("text", ["", " ", "\u3000\n\u200b", "。。", "…"])
@pytest.mark.parametrize("question", ["", "\u3000", "长江禁渔几年？"])
def test_nothing_to_read_is_no_answer(reader, question, text):
    (reading,) = reader.read(question, [excerpt(text, 3)])
    assert reading.spans == ()
    assert reading.margin == -20.0
    assert np.isfinite([reading.relevance, reading.no_answer]).all()


def test_no_excerpts_no_readings(reader):
    assert reader.read("问？", []) == []


def test_an_empty_question_still_reads(reader):
    assert reader.read("", [excerpt("长江十年禁渔。")])[0].spans


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_an_excerpt_reads_the_same_whatever_stands_beside_it(reader, texts):
    excerpts = [excerpt(text, 10 * n) for n, text in enumerate(texts)]
    together = reader.read("长江禁渔几年？", excerpts)
    assert together == [reader.read("长江禁渔几年？", [one])[0] for one in excerpts]
    assert together == reader.read("长江禁渔几年？", excerpts[::-1])[::-1]


def test_more_threads_read_the_same(reader, reader_folder):
    excerpts = [excerpt(f"第{n}座灯塔高{n * 7}米，建于一九{n + 10}年。" * 6) for n in range(12)]
    assert OnnxReader(reader_folder, threads=4).read("多高？", excerpts) == reader.read("多高？", excerpts)


def test_question_and_title_are_seen(reader):
    one = excerpt("长江十年禁渔从2021年1月1日开始。")
    plain = reader.read("从哪天开始？", [one])[0]
    assert reader.read("谁？", [one])[0].relevance != plain.relevance
    assert reader.read("从哪天开始？", [excerpt(one.text, title="公告")])[0].relevance != plain.relevance


def test_writing_of_another_kind_reads_the_same(reader):
    (plain,) = reader.read("禁渔几年?", [excerpt("长江禁渔2021年开始。")])
    (other,) = reader.read("禁漁幾年？", [excerpt("長江禁漁２０２１年開始。")])
    assert [(s.start, s.end, s.score) for s in other.spans] == [(s.start, s.end, s.score) for s in plain.spans]
    assert other.relevance == plain.relevance


def test_pieces_are_counted_as_they_are_read(reader):
    text = "長江禁漁，２０２１年。"
    assert reader.pieces(text) == len(cut(reader._tokenizer, fold(text).text).ids) > 3
    assert reader.pieces("") == 0
    assert reader.pieces("灯塔高九十米。" * 300) > 1000, "nothing is cut off"


@pytest.mark.parametrize("name", [ONNX_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\x08\x07"])
def test_a_missing_or_damaged_file_is_one_sentence_in_both_languages(reader_folder, tmp_path, name, content):
    copy = shutil.copytree(reader_folder, tmp_path / "copy")
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(EncoderError) as caught:
        OnnxReader(copy)
    assert str(copy) in caught.value.zh
    assert "--reader none" in caught.value.zh
    assert "无法载入" in caught.value.zh
    assert "cannot be loaded" in caught.value.en
    assert "--reader none" in caught.value.en


def test_a_tokenizer_without_special_pieces_is_refused(reader_folder, tmp_path):
    from tokenizers import Tokenizer, models

    copy = shutil.copytree(reader_folder, tmp_path / "copy")
    Tokenizer(models.WordLevel({"<unk>": 0, "<s>": 1}, unk_token="<unk>")).save(str(copy / TOKENIZER_FILE))
    with pytest.raises(EncoderError, match="lacks one of"):
        OnnxReader(copy)


def test_the_fingerprint_changes_with_the_files(reader, reader_folder, tmp_path):
    copy = shutil.copytree(reader_folder, tmp_path / "copy")
    assert OnnxReader(copy).fingerprint == reader.fingerprint
    with (copy / TOKENIZER_FILE).open("a") as file:
        file.write(" ")
    assert OnnxReader(copy).fingerprint != reader.fingerprint


def test_pairs_by_hand():
    logs = np.log([[0.5, 0.25], [0.25, 0.5], [0.25, 0.25]])
    assert [(a, b) for a, b, _ in onnx_reader._pairs(logs)] == [(0, 1), (0, 0), (0, 2), (1, 1), (1, 2), (2, 2)]
    assert next(onnx_reader._pairs(logs))[2] == pytest.approx(2 * log(0.5))


def found_by_hand(text, offsets, starts, ends):
    """Of a window of as many pieces as offsets, after <s> question </s> </s>, with exp(scores) as given, no answer first."""
    ids = [0, 9, 2, 2, *range(20, 20 + len(offsets)), 2]
    # Question, closing and separating pieces are surest of all, and may not count.
    scores = np.full((len(ids), 2), 50.0, np.float32)
    places = [0, *range(4, 4 + len(offsets))]
    scores[places, 0], scores[places, 1] = np.log(starts), np.log(ends)
    window = onnx_reader._Window(0, 0, ids, 4)
    return onnx_reader._found(window, scores, 0.5, Pieces(ids[4:-1], offsets), fold(text), excerpt(text, 100))


def test_scores_are_log_odds_over_no_answer_by_hand():
    # P(start) 1/4 1/2 1/4 and P(end) 1/4 1/4 1/2, where the first is no answer: that is 1/16, the whole 1/4.
    found = found_by_hand("十年禁渔", [(0, 2), (2, 4)], [1, 2, 1], [1, 1, 2])
    assert found.no_answer == pytest.approx(log(1 / 16), abs=1e-6)
    assert found.relevance == 0.5
    assert [(s.start, s.end) for s in found.spans] == [(100, 104), (100, 102), (102, 104)]
    assert [s.score for s in found.spans] == pytest.approx([log(4), log(2), log(2)], abs=1e-6)


def test_marks_at_the_ends_are_no_part_of_a_span_by_hand():
    found = found_by_hand("，十年。", [(0, 1), (1, 4)], [1, 8, 1], [1, 1, 8])
    assert (found.spans[0].start, found.spans[0].end) == (101, 103)
    assert all((s.start, s.end) == (101, 103) for s in found.spans), "the mark alone is no span"
    assert len(found.spans) == 2


def test_the_best_of_overlapping_spans_is_kept_by_hand():
    one = excerpt("长江十年禁渔从今年开始。")
    spans = [Span(0, 2, 1.0), Span(1, 4, 3.0), Span(4, 6, 2.0), Span(5, 9, 2.5), Span(9, 11, -1.0)]
    halves = [onnx_reader._Found(spans[:3], -0.5, 1.0), onnx_reader._Found(spans[3:], -4.0, -2.0)]
    reading = onnx_reader._reading(one, halves)
    assert [(s.start, s.end) for s in reading.spans] == [(1, 4), (5, 9), (9, 11)]
    assert (reading.relevance, reading.no_answer, reading.margin) == (1.0, -4.0, 3.0)
