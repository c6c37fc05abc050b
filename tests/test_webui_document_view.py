from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus.structure import plain_structure
from yinwen.corpus.types import Document, Paragraph, Section
from yinwen.webui.document_view import Highlight, blocks, render_document

VOID = frozenset({"br", "img", "hr", "input", "meta", "link"})


class Pane(HTMLParser):
    """What a browser would see: the text of ``.text``, of each marker's marks, of each element class."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.text, self.marks, self.classes = [], [], "", {}, {}
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        kinds = [name for _, attributes in self.open for name in (attributes.get("class") or "").split()]
        if "text" in kinds:
            self.text += data
        for kind in set(kinds):
            self.classes[kind] = self.classes.get(kind, "") + data
        for tag, attributes in self.open:
            if tag == "mark":
                for marker in attributes["data-marker"].split():
                    self.marks[marker] = self.marks.get(marker, "") + data


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;\'">'
PIECES = st.sampled_from(
    [
        "一、标题",
        "坚持系统观念。",
        "\n",
        "\r\n",
        "　　",
        " ",
        "98.19%",
        "“引文”",
        "𠮷野家",
        "e\u0301",
        "👩‍🔬",
        "<b>",
        "&lt;",
        '"',
        "hard wrap",
        HOSTILE,
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def read(text, doc_id="a.txt"):
    structure = plain_structure(text)
    return Document(
        doc_id, structure.title or "无题", doc_id, text, structure.sections, structure.paragraphs, structure.fields
    )


@st.composite
def lit_documents(draw):
    text = draw(TEXTS.filter(len))
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda c: c[0] < c[1])
    cuts = draw(st.lists(cut, max_size=4))
    return read(text), [Highlight(str(n), start, end) for n, (start, end) in enumerate(cuts, 1)]


@given(lit_documents())
def test_the_marks_hold_exactly_the_quote_and_the_pane_exactly_the_text(case):
    document, highlights = case
    pane = Pane(render_document(document, highlights))
    assert pane.text == document.text
    assert pane.marks == {h.marker: document.text[h.start : h.end] for h in highlights}
    assert pane.open == []


@given(TEXTS)
def test_blocks_tile_the_text(text):
    cut = blocks(read(text))
    assert [b.start for b in cut] == [0, *(b.end for b in cut)][: len(cut)]
    assert not cut or cut[-1].end == len(text)
    assert all(b.start < b.end for b in cut)


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_of_the_document_becomes_markup(text, title, doc_id):
    document = replace(read(text, doc_id), title=title, sections=(), fields={})
    pane = Pane(render_document(document, [Highlight(HOSTILE, 0, len(text))], focus=HOSTILE))
    ours = {"article", "div", "h1", "p", "a", "span", "mark", "button", "details", "summary", "ol", "li"}
    assert {tag for tag, _ in pane.tags} <= ours
    assert not [name for _, attributes in pane.tags for name in attributes if name.startswith("on")]
    assert pane.classes.get("title", "") == title


def test_paragraphs_are_numbered_and_linked():
    document = read(
        "标题一行\n\n　　第一段说的是这个，说得清清楚楚。\n　　第二段说的是那个，也说得清清楚楚。\n", "甲 乙/文件.txt"
    )
    source = render_document(document)
    pane = Pane(source)
    paragraphs = [attributes for tag, attributes in pane.tags if tag == "p"]
    assert [p["id"] for p in paragraphs] == [f"p{p.ordinal}" for p in document.paragraphs]
    links = [attributes["href"] for tag, attributes in pane.tags if tag == "a"]
    assert links[0] == "?doc=%E7%94%B2%20%E4%B9%99%2F%E6%96%87%E4%BB%B6.txt#p1"


def test_hard_wrapped_lines_join_between_ideographs_and_keep_a_space_between_words():
    text = "坚持系统\n观念，hard\nwrapped lines"
    source = render_document(Document("a", "题", "a", text, (), (Paragraph(0, len(text), 1),)))
    assert '坚持系统<span class="wrap">\n</span>观念，hard\nwrapped' in source


def test_overlapping_highlights_need_no_nesting():
    text = "甲乙丙丁戊"
    document = Document("a", "题", "a", text, (), (Paragraph(0, 5, 1),))
    source = render_document(document, [Highlight("1", 0, 3), Highlight("h2", 2, 5, "passage")])
    assert Pane(source).marks == {"1": "甲乙丙", "h2": "丙丁戊"}
    assert '<mark class="quote" data-marker="1 h2" tabindex="-1">丙</mark>' in source


def test_a_heading_keeps_its_level_and_enters_the_outline():
    text = "一、甲\n（一）乙\n　　文字在此。"
    sections = (Section("一、甲", 1, 0, 3, len(text)), Section("（一）乙", 2, 4, 8, len(text)))
    source = render_document(Document("a", "题", "a", text, sections, (Paragraph(11, 16, 1),)))
    assert '<h2 class="heading" id="s1">一、甲</h2>' in source
    assert '<h3 class="heading" id="s2">（一）乙</h3>' in source
    assert 'data-section="s2"' in source


def test_a_line_that_is_neither_heading_nor_paragraph_is_shown():
    source = render_document(Document("a", "题", "a", "作者：某人\n\n正文。", (), (Paragraph(7, 10, 1),)))
    assert '<p class="aside">作者：某人</p>' in source


@pytest.mark.parametrize(("fields", "text"), [({}, "正文。"), ({"title_span": "0:3"}, "题 目\n正文。")])
def test_a_quoted_title_is_lit_where_the_title_stands(fields, text):
    start = text.index("正文")
    document = Document("a", "题 目", "a", text, (), (Paragraph(start, start + 3, 1),), fields)
    pane = Pane(render_document(document, [Highlight("1", 0, 3, field="title")]))
    assert pane.marks == {"1": "题 目"}
    assert pane.classes["title"] == "题 目"


def test_a_highlight_outside_the_text_is_left_out():
    document = Document("a", "题", "a", "正文。", (), (Paragraph(0, 3, 1),))
    assert "<mark" not in render_document(document, [Highlight("1", 2, 9), Highlight("2", 3, 3)])
