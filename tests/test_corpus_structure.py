"""Titles, bylines, sections and paragraphs of plain texts, on documents of several kinds."""

import itertools
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yinwen.corpus import Document, read_document, read_text

DATA = Path(__file__).parent / "data"
ARTICLE = Path(__file__).parents[1] / "corpus" / "article.txt"
SAMPLES = sorted(p for p in DATA.iterdir() if p.suffix in {".txt", ".md"} and not p.name.startswith("sentences"))


def read(name: str) -> Document:
    return read_document(DATA / name, name)


def texts(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in document.sections]


def test_the_article():
    document = read_document(ARTICLE, "article.txt")
    assert document.title == "全面贯彻落实总体国家安全观 加快“建成支点、走在前列、谱写新篇”"
    assert document.fields["byline"] == "（作者为中共湖北省委书记）"
    assert document.fields["encoding"] == "utf-8"
    assert [title[:2] for _, title in headings(document)] == ["一、", "二、", "三、", "四、"]
    assert {level for level, _ in headings(document)} == {1}
    paragraphs = texts(document)
    assert len(paragraphs) == 16
    assert paragraphs[0].startswith("坚持总体国家安全观是新时代")
    assert paragraphs[-1] == document.fields["byline"]
    assert document.paragraphs[0].heading_path == ()
    assert document.paragraphs[5].heading_path == ("二、坚持系统观念，推进省域治理现代化",)
    start, end = map(int, document.fields["title_span"].split(":"))
    assert document.text[start:end].splitlines() == document.title.split(" ")


@pytest.mark.parametrize("path", [*SAMPLES, ARTICLE], ids=lambda p: p.name)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_spans_hold_whatever_ends_the_lines(path, ending):
    original = read_document(path, "a")
    text = original.text.replace("\n", ending)
    document = read_text(text, "a", str(path), markdown=path.suffix == ".md")
    assert [t.replace(ending, "\n") for t in texts(document)] == texts(original)
    assert headings(document) == headings(original)
    assert document.title == original.title
    check_spans(document)


def check_spans(document: Document) -> None:
    text = document.text
    spans = [(p.start, p.end) for p in document.paragraphs] + [(s.start, s.end) for s in document.sections]
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
    ordered = sorted(spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))
    assert [p.ordinal for p in document.paragraphs] == list(range(1, len(document.paragraphs) + 1))
    for section in document.sections:
        assert section.end <= section.body_end <= len(text)
        assert " ".join(text[section.start : section.end].split()) == section.title
    for name in ("title", "byline"):
        if f"{name}_span" in document.fields:
            start, end = map(int, document.fields[f"{name}_span"].split(":"))
            assert " ".join(text[start:end].split()) == (document.title if name == "title" else document.fields[name])


def test_regulation_has_chapters_and_keeps_articles_as_paragraphs():
    document = read("regulation.txt")
    assert document.title == "云溪市公共图书馆管理办法"
    assert headings(document) == [
        (1, "第一章 总则"),
        (1, "第二章 服务"),
        (2, "第一节 开放时间"),
        (2, "第二节 借阅"),
        (1, "第三章 附则"),
    ]
    fifth = next(p for p in document.paragraphs if document.text.startswith("第五条", p.start))
    assert fifth.heading_path == ("第二章 服务", "第二节 借阅")
    assert document.sections[1].body_end == document.sections[4].start
    assert document.sections[2].body_end == document.sections[3].start
    assert "（二）阅览室、自习室等公共空间设施场地开放；" in texts(document)


def test_hard_wrapped_mail_joins_its_lines():
    document = read("email.txt")
    paragraphs = texts(document)
    assert len(paragraphs) == 7
    assert paragraphs[0] == "各位同事："
    assert paragraphs[1].count("\n") == 2
    assert "下午五点\n全楼停电" in paragraphs[1]
    assert paragraphs[2].endswith("分机 6021。")
    assert paragraphs[-2:] == ["行政部", "2023年10月9日"]
    assert document.title == "email"


def test_english_text_joins_its_lines():
    document = read("english.txt")
    assert document.title == "The Lighthouse at Carrow Point"
    assert document.fields["byline"] == "By Helen Marsh"
    assert headings(document) == [(1, "1. Visiting today"), (1, "2. Getting there")]
    assert [t.count("\n") for t in texts(document)] == [0, 2, 2, 1, 0]


def test_news_has_its_byline_under_the_title():
    document = read("news_hant.txt")
    assert document.title == "颱風海燕週四登陸 沿海五縣市停班停課"
    assert document.fields["byline"] == "記者林曉梅／臺北報導"
    assert texts(document)[0] == "記者林曉梅／臺北報導"
    assert len(document.paragraphs) == 5


def test_interview_has_a_title_of_two_lines_and_no_sections():
    document = read("interview.txt")
    assert document.title == "“种树是一辈子的事” ——访护林员赵长山"
    assert document.fields["byline"] == "文/陈佳"
    assert document.sections == ()
    assert len(document.paragraphs) == 7


def test_lists_are_no_headings():
    document = read("notice.txt")
    assert document.title == "关于举办职工运动会的通知"
    assert headings(document) == [(1, "一、比赛项目"), (1, "二、报名要求"), (1, "三、注意事项")]
    assert "2. 跳绳" in texts(document)
    assert "3. 4×100米接力" in texts(document)


def test_an_untitled_note_keeps_its_first_line():
    document = read("note.txt")
    assert document.title == "note"
    assert texts(document)[0].startswith("明天上午十点")
    assert "title_span" not in document.fields


@pytest.mark.parametrize(
    "text",
    [
        "买牛奶\n买鸡蛋\n交电费\n",
        "张先生：\n\n您好，来信收到。\n",
        "只有一行",
        "一、总则\n本办法适用于全市。\n二、附则\n本办法自公布之日起施行。",
        "这句话到这里就说完了。\n\n第二段也说完了。",
        "发件人：李雷\n\n请查收附件。",
        "1. 买票\n2. 进站\n",
    ],
)
def test_what_does_not_look_like_a_title_stays_in_the_text(text):
    document = read_text(text, "a", "备忘.txt")
    assert document.title == "备忘"
    kept = texts(document) + [text[s.start : s.end] for s in document.sections]
    assert text.split("\n")[0] in kept


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("关于放假的通知\n\n国庆节放假七天。", "关于放假的通知"),
        ("关于放假的通知\n　　国庆节放假七天。", "关于放假的通知"),
        ("　　　　关于放假的通知\n　　国庆节放假七天。", "关于放假的通知"),
        ("人工智能：机遇与挑战\n一、机遇\n机遇很多。\n二、挑战\n挑战也多。", "人工智能：机遇与挑战"),
        ("春天在哪里？\n\n春天在小朋友的眼睛里。", "春天在哪里？"),
        ("在大会上的讲话\n——2023年5月\n\n同志们：\n大家好。", "在大会上的讲话 ——2023年5月"),
    ],
)
def test_titles(text, title):
    assert read_text(text, "a", "a.txt").title == title


def test_a_given_title_leaves_the_text_alone():
    document = read_text("关于放假的通知\n\n国庆节放假七天。", "d1", "corpus.jsonl", title="通知", fields={"url": "x"})
    assert document.title == "通知"
    assert texts(document) == ["关于放假的通知", "国庆节放假七天。"]
    assert document.fields["url"] == "x"


def test_levels_follow_the_order_of_appearance():
    text = "标题\n\n（一）甲\n文字一。\n1. 乙\n文字二。\n1.1 丙\n文字三。\n2. 丁\n文字四。\n（二）戊\n文字五。\n附则\n文字六。"
    found = [(level, title) for level, title in headings(read_text(text, "a", "a.txt"))]
    assert found == [(1, "（一）甲"), (2, "1. 乙"), (3, "1.1 丙"), (2, "2. 丁"), (1, "（二）戊"), (1, "附则")]


@pytest.mark.parametrize(
    ("line", "institute", "found"),
    [
        ("李明¹ 王芳²", "绿道很多。", True),
        ("李明 王芳", "（江城大学规划学院）", True),
        ("李明 王芳", "绿道很多。", False),
        ("春天 夏天", "花开花落。", False),
        ("绿道研究所李明¹", "绿道很多。", False),
    ],
)
@pytest.mark.parametrize("markdown", [False, True])
def test_a_papers_authors_stand_under_its_title(line, institute, found, markdown):
    text = (
        f"{'# ' * markdown}城市绿道使用情况研究\n\n{line}\n\n{institute}\n\n绿道是城市公共空间的一部分。\n\n它很长。\n"
    )
    assert (read_text(text, "a", "a", markdown=markdown).fields.get("byline") == line) is found


CONTRACT = "租赁合同\n\n第一条 租赁房屋\n1.1 房屋位于文三路。\n第二条 租金\n2.1 月租金九千元。\n"


def test_a_contracts_articles_are_headings_and_a_laws_are_not():
    assert headings(read_text(CONTRACT, "a", "a.txt")) == [(1, "第一条 租赁房屋"), (1, "第二条 租金")]
    chaptered = "第一章 总则\n第一条 定义\n本合同所称房屋。\n第二章 附则\n第二条 生效\n签字生效。"
    assert [level for level, _ in headings(read_text(chaptered, "a", "a.txt"))] == [1, 2, 1, 2]
    mostly = "办法\n\n第一条 租金\n如下。\n第二条 房屋应当完好。\n第三条 押金\n如下。\n第四条 本办法自公布之日起施行。"
    assert headings(read_text(mostly, "a", "a.txt")) == []


def test_an_appendix_with_a_name_and_general_rules_are_headings():
    text = "手册\n\n总则\n本手册适用于泵站。\n1 安装\n安装要平。\n附录A 常见故障\n先查水口。\n"
    assert [title for _, title in headings(read_text(text, "a", "a.txt"))] == ["总则", "1 安装", "附录A 常见故障"]


@pytest.mark.parametrize(
    "line",
    [
        "3.14 是圆周率的近似值",
        "一、加强领导，明确责任，把各项工作落到实处。",
        "第三条　本办法由市政府负责解释",
        "第一章的内容主要讲了城市的历史，",
        "2023年工作总结",
        "5. 中间的一项",
    ],
)
def test_lines_that_are_no_headings(line):
    document = read_text(f"标题\n\n前面的一段话。\n{line}\n后面的一段话。", "a", "a.txt")
    assert document.sections == ()
    assert line in texts(document)


def test_poems_and_short_lines_are_not_joined():
    poem = "静夜思\n李白\n\n床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。"
    assert len(read_text(poem, "a", "a.txt").paragraphs) == 4


@given(
    st.lists(
        st.sampled_from(
            [
                "第一章　总则",
                "一、甲",
                "（一）乙",
                "1. 丙",
                "",
                "　　正文一句。",
                "\t",
                "短行",
                "- 项",
                "作者：张三",
                "长" * 50,
                "a" * 80,
                "----",
                "目录",
                "# 题",
                "```",
                "| a |",
                "> 引",
            ]
        ),
        max_size=25,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
@example(["作者：张三", "第一章\u3000总则", "# 题"], "\r", True)
def test_no_text_is_lost_and_no_span_is_wrong(lines, ending, markdown):
    text = ending.join([*lines, "最后一句。"])
    document = read_text(text, "a", "a.txt", markdown=markdown)
    check_spans(document)
    covered = {i for p in document.paragraphs for i in range(p.start, p.end)}
    covered |= {i for s in document.sections for i in range(s.start, s.end)}
    if "title_span" in document.fields:
        covered |= set(range(*map(int, document.fields["title_span"].split(":"))))
    assert all(i in covered for i, char in enumerate(text) if "\u4e00" <= char <= "\u9fff")
