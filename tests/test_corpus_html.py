"""Saved web pages: all that is readable, its structure and places; encodings; hostile pages."""

from pathlib import Path

import pytest

from yinwen.corpus import Document, read_document
from yinwen.qa.assistant import Assistant

from damage import check_document, read_damaged, refusal

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>开放时间 - 云溪市图书馆</title><style>p { color: red }</style></head>
<body><nav><a href="/">首页</a></nav>
<h1>图书馆<b>开放</b>时间</h1>
<p>周一至周五<em>上午九点</em>开馆，
晚上九点闭馆。<script>alert("假的")</script>周末十点开馆。</p>
<h2>借阅</h2>
<ul><li>每人可借十本<li>借期三十天</ul>
<table><tr><th>证件</th><th>押金</th></tr><tr><td><p>普通证</p></td><td>100元</td></tr></table>
<h3>续借</h3>
<div>可续借一次。<br>逾期每天一角。<br><br>遗失照价赔偿。</div>
<h2>联系</h2>
电话&nbsp;6021 &lt;值班&gt;
<pre>一  二
  三</pre>
<div hidden>看不见</div><!-- 注释 -->
</body></html>"""


def read(page: str | bytes, tmp_path: Path, name: str = "页面.html") -> Document:
    path = tmp_path / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    document = read_document(path, name)
    check_document(document)
    return document


def texts(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def test_headings_paragraphs_lists_and_tables(tmp_path):
    document = read(PAGE, tmp_path)
    assert document.title == "图书馆开放时间"
    assert document.fields["title_span"] == "0:7"
    assert [(s.level, s.title) for s in document.sections] == [(1, "借阅"), (2, "续借"), (1, "联系")]
    assert texts(document) == [
        "周一至周五上午九点开馆， 晚上九点闭馆。周末十点开馆。",
        "每人可借十本",
        "借期三十天",
        "| 证件 | 押金 |",
        "| 普通证 | 100元 |",
        "可续借一次。\n逾期每天一角。",
        "遗失照价赔偿。",
        "电话\xa06021 <值班>",
        "一  二\n  三",
    ]
    assert document.paragraphs[5].heading_path == ("借阅", "续借")


@pytest.mark.parametrize("out", ["alert", "首页", "看不见", "注释", "color"])
def test_what_nobody_reads_is_left_out(tmp_path, out):
    assert out not in read(PAGE, tmp_path, "a.htm").text


def test_a_page_without_a_heading_is_called_by_its_title(tmp_path):
    page = "<title>值班\n安排</title><p>明天上午十点开会，请大家准时参加。<p>带好材料。"
    document = read(page, tmp_path)
    assert document.title == "值班 安排"
    assert "title_span" not in document.fields
    assert len(document.paragraphs) == 2


def test_the_one_heading_of_a_page_is_its_title_though_text_stands_above(tmp_path):
    document = read(
        "<title>站点</title><p>今天是星期一<h1>通知</h1><p>周一放假。<h2>附则</h2><p>自今日起施行。", tmp_path
    )
    assert document.title == "通知"
    assert [s.title for s in document.sections] == ["附则"]


def test_tables_that_set_out_a_page_are_no_rows(tmp_path):
    page = "<table><tr><td><h1>标题</h1><p>第一段。<p>第二段。<table><tr><td>甲<td>乙</table></table>"
    document = read(page, tmp_path)
    assert document.title == "标题"
    assert texts(document) == ["第一段。", "第二段。", "| 甲 | 乙 |"]


@pytest.mark.parametrize(
    ("encoding", "declared", "told"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("gb18030", "gb2312", "gb18030"),
        ("big5", "Big5", "cp950"),
        ("gb18030", "", "gb18030"),
        ("utf-16", "utf-16", "utf-16-le"),
        ("utf-8-sig", "gbk", "utf-8"),
        ("utf-8", "no-such-charset", "utf-8"),
        ("utf-8", "unicode_escape", "utf-8"),
        ("gb18030", "utf-8", "gb18030"),
    ],
)
def test_encodings_by_mark_by_declaration_and_by_weight(tmp_path, encoding, declared, told):
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    words = "會議決定明年一月起實行新的管理辦法" if encoding == "big5" else "会议决定，明年一月起施行新的管理办法。"
    document = read(f"<html><head>{meta}</head><body><p>{words}</p></body></html>".encode(encoding), tmp_path)
    assert document.text == words
    assert document.fields["encoding"] == told


def test_a_declaration_of_xml_is_read_too(tmp_path):
    page = '<?xml version="1.0" encoding="gbk"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>一句话。</p></body></html>'
    assert read(page.encode("gbk"), tmp_path).text == "一句话。"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"<html><body><script>x()</script></body></html>", "没有文字"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00\x01\x02\x03" * 100, "二进制"),
        (b"<div>" * 20_000 + "深处".encode(), "太深"),
        (b"<table><tr><td>" * 20_000 + b"deep", "太深"),
    ],
)
def test_other_and_hostile_files_get_a_sentence(tmp_path, data, said):
    assert said in refusal(data, tmp_path / "a.html").zh


def test_moderate_nesting_and_entities_are_read(tmp_path):
    nested = "<div>" * 1_000 + "深处的话。" + "</div>" * 1_000 + "<p>后面的话。"
    assert read(nested, tmp_path).text == "深处的话。\n后面的话。"
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>看&b;这里。'
    assert "aaaaaaaa" not in read(bomb, tmp_path).text


def test_damaged_files_are_read_or_refused(tmp_path):
    good, tried = read_damaged(PAGE.encode(), tmp_path / "a.html")
    assert tried == 100
    assert good > 10


def test_a_library_of_web_pages_answers_with_exact_words(library, tmp_path):
    path = tmp_path / "开放.html"
    path.write_text(PAGE, encoding="utf-8")
    assert library.add([path]).added == ["开放.html"]
    document = library.document("开放.html")
    answer = Assistant(library).ask("逾期每天多少钱？")
    assert answer.citations
    assert any("一角" in citation.quote for citation in answer.citations)
    for citation in answer.citations:
        assert document.text[citation.start : citation.end] == citation.quote
