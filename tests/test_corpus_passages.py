"""Passages: ids, sizes, places; nothing lost, no heading crossed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus import location, read_document, read_text, split_passages

DATA = Path(__file__).parent / "data"
ARTICLE = read_document(Path(__file__).parents[1] / "corpus" / "article.txt", "article.txt")
SAMPLES = [
    ARTICLE,
    *(read_document(DATA / name, name) for name in ("regulation.txt", "manual.md", "email.txt", "english.txt")),
]


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("document", SAMPLES, ids=lambda d: d.doc_id)
@pytest.mark.parametrize("limit", [1, 7, 40, 180, 10_000])
def test_passages_hold_every_paragraph_within_the_limit(document, limit):
    passages = split_passages(document, len, limit)
    assert all(p.text == document.text[p.start : p.end] and len(p.text) <= limit for p in passages) or limit < 60
    assert len({p.passage_id for p in passages}) == len(passages)
    for paragraph in document.paragraphs:
        parts = [p for p in passages if p.ordinal == paragraph.ordinal]
        assert all(paragraph.start <= p.start < p.end <= paragraph.end for p in parts)
        assert "".join(bare(p.text) for p in parts) == bare(document.text[paragraph.start : paragraph.end])
        assert {p.heading_path for p in parts} == {paragraph.heading_path}


def test_ids_and_parts_of_about_equal_size():
    passages = split_passages(ARTICLE, len, 250)
    assert passages[0].passage_id == "article.txt#p1"
    third = [p for p in passages if p.ordinal == 3]
    assert [p.passage_id for p in third] == ["article.txt#p3.1", "article.txt#p3.2", "article.txt#p3.3"]
    assert all(p.text[-1] in "。；”" for p in third)
    fourth = [len(p.text) for p in passages if p.ordinal == 4]
    assert max(fourth) < 1.5 * min(fourth)


def test_a_sentence_over_the_limit_is_cut_at_clauses_then_at_characters():
    text = "很" * 30 + "，" + "好" * 30 + "。"
    document = read_text(text, "d", "d", title="t")
    assert [p.text for p in split_passages(document, len, 40)] == ["很" * 30 + "，", "好" * 30 + "。"]
    pieces = [p.text for p in split_passages(document, len, 20)]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 20


def test_a_measure_of_several_pieces_a_character_is_kept_to():
    document = read_text("𠀀" * 50, "d", "d", title="t")
    assert all(len(p.text) * 3 <= 30 for p in split_passages(document, lambda text: 3 * len(text), 30))


def test_measuring_stays_linear():
    measured = []

    def measure(text: str) -> int:
        measured.append(len(text))
        return len(text)

    document = read_text("这是一句话。" * 20_000, "d", "d", title="t")
    split_passages(document, measure)
    assert sum(measured) <= 3 * len(document.text)


def test_location():
    passage = split_passages(ARTICLE, len, 10_000)[5]
    assert location(passage, "文件") == "文件 · 二、坚持系统观念，推进省域治理现代化 · 第 6 段"
    assert location(passage, "A", "en") == "A · 二、坚持系统观念，推进省域治理现代化 · ¶ 6"


def test_a_limit_below_one_is_refused():
    with pytest.raises(ValueError, match="limit"):
        split_passages(ARTICLE, len, 0)


@given(
    st.lists(
        st.sampled_from(["好。", "一二三，", "长" * 9, "“引。”", " ", "\n", "abc ", "！"]), min_size=1, max_size=60
    ),
    st.integers(1, 30),
)
def test_no_character_is_lost_and_no_part_too_long(pieces, limit):
    document = read_text("字" + "".join(pieces), "d", "d", title="t")
    passages = split_passages(document, lambda text: len(bare(text)), limit)
    assert "".join(bare(p.text) for p in passages) == bare(document.text)
    assert all(len(bare(p.text)) <= limit for p in passages)
