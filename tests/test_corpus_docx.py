"""Word documents: text, structure, places; other files under their suffix and hostile ones get one sentence."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from yinwen.corpus import Document, bounds, read_document
from yinwen.qa.assistant import Assistant

from damage import check_document, read_damaged, refusal


def contract() -> "docx.document.Document":
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "合同范本", "王芳"
    document.add_heading("房屋租赁合同", 0)
    document.add_paragraph("本合同一式两份。")
    document.add_heading("租金", 1)
    document.add_paragraph("月租金为八千五百元，按季度支付。")
    document.add_paragraph("押金为两个月租金", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("项目", "金额", "月租", "8500元"), strict=True
    ):
        cell.text = text
    document.add_heading("支付方式", 2)
    document.add_paragraph("以银行转账支付。")
    document.add_heading("附则", 1)
    document.add_paragraph("自签字之日起生效。")
    return document


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document, tmp_path: Path) -> Document:
    path = tmp_path / "合同.docx"
    path.write_bytes(document if isinstance(document, bytes) else saved(document))
    found = read_document(path, "合同.docx")
    check_document(found)
    return found


def texts(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def test_headings_paragraphs_lists_and_tables(tmp_path):
    document = read(contract(), tmp_path)
    assert document.title == "房屋租赁合同"
    assert document.fields["author"] == "王芳"
    assert document.fields["title"] == "合同范本"
    assert document.fields["title_span"] == "0:6"
    assert [(s.level, s.title) for s in document.sections] == [(1, "租金"), (2, "支付方式"), (1, "附则")]
    assert texts(document) == [
        "本合同一式两份。",
        "月租金为八千五百元，按季度支付。",
        "押金为两个月租金",
        "| 项目 | 金额 |",
        "| 月租 | 8500元 |",
        "以银行转账支付。",
        "自签字之日起生效。",
    ]
    assert document.paragraphs[5].heading_path == ("租金", "支付方式")
    assert document.sections[0].body_end == document.sections[2].start
    assert document.text.splitlines()[3] == "月租金为八千五百元，按季度支付。"


def test_a_document_without_styles_has_its_headings_by_their_numbers(tmp_path):
    plain = docx.Document()
    for text in ("值班办法", "一、总则", "本办法适用于全体员工。", "二、安排", "每晚两人值班，周末三人。"):
        plain.add_paragraph(text)
    document = read(plain, tmp_path)
    assert document.title == "值班办法"
    assert [s.title for s in document.sections] == ["一、总则", "二、安排"]
    assert document.paragraphs[1].heading_path == ("二、安排",)


def test_a_heading_by_its_outline_level_and_by_a_style_based_on_one(tmp_path):
    source = docx.Document()
    source.add_heading("第一", 1)
    outlined = source.add_paragraph("提纲里的标题")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    outlined._p.get_or_add_pPr().append(level)
    style = source.styles.add_style("红头", 1)
    style.base_style = source.styles["Heading 1"]
    source.add_paragraph("红头标题", style="红头")
    source.add_paragraph("正文在这里。")
    assert [(s.level, s.title) for s in read(source, tmp_path).sections] == [
        (1, "第一"),
        (2, "提纲里的标题"),
        (1, "红头标题"),
    ]


def test_a_lone_heading_is_the_title_only_where_the_text_begins_with_it(tmp_path):
    source = docx.Document()
    source.add_heading("通知", 1)
    source.add_paragraph("周一放假。")
    assert (read(source, tmp_path).title, read(source, tmp_path).sections) == ("通知", ())
    source.add_heading("附则", 1)
    assert [s.title for s in read(source, tmp_path).sections] == ["通知", "附则"]
    below = docx.Document()
    below.add_paragraph("周一放假。")
    below.add_heading("附则", 1)
    below.add_paragraph("自今日起施行。")
    assert [s.title for s in read(below, tmp_path).sections] == ["附则"]


def test_what_python_docx_leaves_out_is_read(tmp_path):
    source = docx.Document()
    source.add_paragraph("开头。")
    body = source.element.body
    body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    body.insert(
        1,
        parse_xml(
            f"<w:p {nsdecls('w')}><w:ins w:id='1' w:author='a'><w:r><w:t>插入的话</w:t><w:br/><w:t>第二行。</w:t></w:r></w:ins>"
            "<w:del w:id='2' w:author='a'><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>"
        ),
    )
    assert texts(read(source, tmp_path)) == ["控件里的话。", "插入的话\n第二行。", "开头。"]


def test_cells_that_hold_tables_and_merged_cells(tmp_path):
    source = docx.Document()
    table = source.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 0).text = "外"
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里一", "里二"
    assert texts(read(source, tmp_path)) == ["| 合并 |", "| 外 | 里一 里二 |"]


def test_properties_that_word_fills_in_are_no_title(tmp_path):
    source = docx.Document()
    source.core_properties.title = "Microsoft Word - 新建文档"
    source.add_paragraph("明天上午十点开会，请大家准时参加。")
    document = read(source, tmp_path)
    assert document.title == "合同"
    assert "title" not in document.fields
    assert "author" not in document.fields


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_body(xml: bytes) -> bytes:
    """A good file with another word/document.xml."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(contract()))) as good,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in good.namelist():
            out.writestr(name, xml if name == "word/document.xml" else good.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        ("只是文本。".encode(), "不是 Word"),
        (zipped(a=b"x"), "不是 Word"),
        (zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "不是 Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".doc 格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04" + b"\0" * 100, "不是 Word"),
        (saved(docx.Document()), "没有文字"),
    ],
)
def test_other_files_under_the_suffix_get_a_sentence(tmp_path, data, said):
    assert said in refusal(data, tmp_path / "a.docx").zh


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    assert "解压后" in refusal(zipped(**{"word/document.xml": bytes(60 << 20)}), tmp_path / "a.docx").zh
    assert "解压后" in refusal(zipped(**{f"word/{n}.xml": b"" for n in range(10_001)}), tmp_path / "a.docx").zh


def test_a_file_over_the_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "MAX_BYTES", 1 << 20)
    assert "超过 1 MB" in refusal(bytes(2 << 20), tmp_path / "a.docx").zh


def test_entities_are_not_expanded_and_deep_nesting_is_refused(tmp_path):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    xml = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY b "billion">]><w:document {space}><w:body><w:p><w:r>'
        "<w:t>看&b;&x;</w:t></w:r></w:p><w:p><w:r><w:t>别的话。</w:t></w:r></w:p></w:body></w:document>"
    )
    path = tmp_path / "a.docx"
    path.write_bytes(with_body(xml.encode()))
    text = read_document(path, "d").text
    assert "别的话。" in text
    assert "机密" not in text
    assert "billion" not in text
    deep = f"<w:document {space}><w:body>{'<w:sdt>' * 20_000}{'</w:sdt>' * 20_000}</w:body></w:document>"
    assert "不是 Word" in refusal(with_body(deep.encode()), tmp_path / "b.docx").zh


def test_damaged_files_are_read_or_refused(tmp_path):
    good, tried = read_damaged(saved(contract()), tmp_path / "a.docx")
    assert tried == 100
    assert good <= 50  # a ZIP file without its end is none


def test_a_library_of_word_files_answers_with_exact_words(library, tmp_path):
    path = tmp_path / "合同.docx"
    path.write_bytes(saved(contract()))
    assert library.add([path]).added == ["合同.docx"]
    hit = library.search("月租金是多少", 1)[0]
    document = library.document("合同.docx")
    assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text == "月租金为八千五百元，按季度支付。"
    answer = Assistant(library).ask("月租金为多少元？")
    assert answer.citations
    for citation in answer.citations:
        assert document.text[citation.start : citation.end] == citation.quote
