"""PDF files: text, paragraphs around wrapped lines, pages; scans, locked, damaged and hostile files get one sentence."""

import io
import logging
import random
import re
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from yinwen.corpus import Document, DocumentError, location, pdf, read_document, split_passages
from yinwen.qa.assistant import Assistant

from damage import check_document, read_damaged, refusal
from pdfs import make_pdf

LONG = "为了规范公共图书馆的管理，保障公众的基本文化权益，根据有关法律法规，结合本市实际，制定本办法。"
HOURS = "公共图书馆应当每周开放不少于五十六小时，法定节假日应当开放，并提前七日向社会公告开放的具体时间和服务的项目。"
ENGLISH = "The library opens at nine in the morning and closes at nine in the evening, from Monday to Friday. " * 3
PAGES = [
    [("head", "云溪市公共图书馆管理办法"), ("head", "一、总则"), ("zh", LONG), ("zh", HOURS)],
    [("head", "二、服务"), ("zh", "读者证的押金为一百元。"), ("zh", LONG * 2), ("en", ENGLISH)],
    [("head", "三、附则"), ("zh", "本办法自2023年7月1日起施行。")],
]
RULES = make_pdf(PAGES, lambda page: f"- {page} -", "云溪市文化和旅游局", author="王芳", title="办法")


def read(data: bytes, tmp_path: Path) -> Document:
    path = tmp_path / "办法.pdf"
    path.write_bytes(data)
    document = read_document(path, "办法.pdf")
    check_document(document)
    return document


def texts(document: Document) -> list[str]:
    return ["".join(document.text[p.start : p.end].split("\n")) for p in document.paragraphs]


def test_paragraphs_are_put_around_wrapped_lines_and_know_their_pages(tmp_path):
    document = read(RULES, tmp_path)
    assert document.title == "云溪市公共图书馆管理办法"
    assert document.fields["author"] == "王芳"
    assert document.fields["pages"] == "3"
    assert [s.title for s in document.sections] == ["一、总则", "二、服务", "三、附则"]
    assert texts(document)[:4] == [LONG, HOURS, "读者证的押金为一百元。", LONG * 2]
    assert [p.page for p in document.paragraphs] == [1, 1, 2, 2, 2, 3]
    assert document.paragraphs[2].heading_path == ("二、服务",)
    first = document.paragraphs[0]
    assert "\n" in document.text[first.start : first.end]


def test_english_lines_are_joined(tmp_path):
    document = read(RULES, tmp_path)
    last = document.paragraphs[4]
    assert " ".join(document.text[last.start : last.end].split()) == ENGLISH.strip()


def test_page_numbers_and_running_heads_are_text_but_in_no_paragraph(tmp_path):
    document = read(RULES, tmp_path)
    assert document.text.count("云溪市文化和旅游局") == 3
    assert "- 2 -" in document.text
    assert not any("旅游局" in text or "- 2 -" in text for text in texts(document))


@pytest.mark.parametrize("foot", ["{}", "第 {} 页", "第{}页 共3页", "{} / 3", "Page {} of 3", "— {} —"])
def test_page_numbers_in_many_forms(tmp_path, foot):
    document = read(make_pdf(PAGES, lambda page: foot.format(page)), tmp_path)
    assert len(document.paragraphs) == 6


def test_a_head_that_names_the_chapter_and_counts_the_pages(tmp_path):
    heads = {1: "第一编 概说 11", 2: "第一编 概说 12", 3: "其他 2", 4: "其他 2", 5: "另外 5"}
    document = read(make_pdf([[("zh", LONG)] for _ in heads], lambda page: heads[page]), tmp_path)
    counted = [s.title for s in document.sections] + texts(document)
    assert sorted({text for text in counted if text != LONG}) == ["其他 2", "另外 5"]


def test_a_number_alone_that_counts_no_page_is_kept(tmp_path):
    document = read(make_pdf([[("zh", LONG), ("zh", "8500")], [("zh", HOURS), ("zh", "12")]]), tmp_path)
    assert texts(document) == [LONG, "8500", HOURS, "12"]


def test_a_passage_says_its_page(tmp_path):
    passage = split_passages(read(RULES, tmp_path), len)[2]
    assert passage.page == 2
    assert location(passage, "办法") == "办法 · 二、服务 · 第 2 页 · 第 3 段"
    assert location(passage, "Rules", "en") == "Rules · 二、服务 · p. 2 · ¶ 3"


def test_radicals_become_the_characters_that_they_look_like():
    assert pdf._cleaned("⼀⽅⽂\x00本⻓\ud800") == "一方文本长"


def locked(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(io.BytesIO(RULES))
    writer.encrypt(user, "owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_locked_file_is_refused_and_one_that_only_forbids_printing_is_read(tmp_path, algorithm):
    assert "加了密码" in refusal(locked("secret", algorithm), tmp_path / "a.pdf").zh
    assert read(locked("", algorithm), tmp_path).title == "云溪市公共图书馆管理办法"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (make_pdf([[], []]), "扫描件"),
        ("只是文本。".encode(), "不是 PDF"),
        (b"%PDF-1.7\n%%EOF", "不是 PDF"),
        (RULES[: len(RULES) // 2], "不是 PDF"),
        (b"PK\x03\x04" + b"\0" * 100, "不是 PDF"),
        (b"%PDF-1.7\n" + b"[" * 20_000, "不是 PDF"),
    ],
)
def test_other_files_under_the_suffix_get_a_sentence(tmp_path, data, said):
    assert said in refusal(data, tmp_path / "a.pdf").zh


def test_bounds_on_pages_and_on_what_a_page_draws(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_STEPS", 30)
    assert "页面内容太多" in refusal(RULES, tmp_path / "a.pdf").zh
    monkeypatch.setattr(pdf, "MAX_PAGE_BYTES", 100)
    assert "页面内容太多" in refusal(RULES, tmp_path / "a.pdf").zh
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    assert "有 3 页" in refusal(RULES, tmp_path / "a.pdf").zh


def form(content: bytes, **below) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    stream[NameObject("/Type")] = NameObject("/XObject")
    stream[NameObject("/Subtype")] = NameObject("/Form")
    objects = DictionaryObject({NameObject(f"/{name}"): one for name, one in below.items()})
    stream[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): objects})
    return stream


def test_forms_that_draw_each_other_many_times_over_come_to_an_end(tmp_path, monkeypatch):
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    inner = writer._add_object(form(b"q Q"))
    for _ in range(12):
        inner = writer._add_object(form(b"/X Do " * 10, X=inner))
    contents = DecodedStreamObject()
    contents.set_data(b"/X Do")
    page[NameObject("/Contents")] = writer._add_object(contents)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/X"): inner})}
    )
    stream = io.BytesIO()
    writer.write(stream)
    monkeypatch.setattr(pdf, "MAX_STEPS", 2_000)
    assert "；" in refusal(stream.getvalue(), tmp_path / "a.pdf").zh


def test_damaged_files_are_read_or_refused(tmp_path):
    good, tried = read_damaged(RULES, tmp_path / "a.pdf")
    assert tried == 100
    assert good >= 10  # many bits are in fonts and names


def test_a_damaged_stream_never_becomes_other_text(tmp_path):
    good = make_pdf([[("zh", f"第{n}条 房租每月{n}千五百元，押金{n}万元，退租后十日内归还。")] for n in range(1, 4)])
    whole = read(good, tmp_path).text
    streams = [match.span(1) for match in re.finditer(rb"stream\r?\n(.+?)endstream", good, re.DOTALL)]
    draw = random.Random(7)
    outcomes = set()
    for _ in range(60):
        damaged = bytearray(good)
        damaged[draw.randrange(*draw.choice(streams))] ^= 1 << draw.randrange(8)
        try:
            outcomes.add(read(bytes(damaged), tmp_path).text == whole)
        except DocumentError:
            outcomes.add(None)
    assert None in outcomes
    assert False not in outcomes


def test_what_the_parser_logs_is_not_printed(tmp_path, monkeypatch):
    logger = logging.getLogger("pypdf")
    monkeypatch.setattr(logger, "handlers", [])
    read(RULES, tmp_path)
    read(RULES, tmp_path)
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]


def test_a_library_of_pdfs_answers_with_exact_words_and_pages(library, tmp_path):
    path = tmp_path / "办法.pdf"
    path.write_bytes(RULES)
    assert library.add([path]).added == ["办法.pdf"]
    document = library.document("办法.pdf")
    answer = Assistant(library).ask("读者证的押金是多少？")
    assert answer.citations
    assert answer.citations[0].passage.page == 2
    assert any("一百元" in citation.quote for citation in answer.citations)
    for citation in answer.citations:
        assert document.text[citation.start : citation.end] == citation.quote
