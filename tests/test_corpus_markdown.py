"""Markdown: headings of both kinds, front matter, fences, lists, quotes, tables."""

from pathlib import Path

import pytest

from yinwen.corpus import Document, read_document, read_text

DATA = Path(__file__).parent / "data"


def markdown(text: str) -> Document:
    return read_text(text, "a", "a.md", markdown=True)


def texts(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in document.sections]


def test_the_manual():
    document = read_document(DATA / "manual.md", "manual.md")
    assert document.title == "小舟备份手册"
    assert headings(document) == [
        (1, "安装"),
        (2, "第一次运行"),
        (2, "恢复文件"),
        (1, "常见问题"),
        (2, "备份很慢怎么办？"),
    ]
    assert texts(document) == [
        "小舟把文件夹备份到另一块硬盘，\n每小时一次。",
        "需要 Python 3.11 以上。执行：",
        "# 这不是标题\npip install xiaozhou",
        "1. 运行 `xz init`，选择文件夹；",
        "2. 运行 `xz start`。\n   它会留在后台。",
        "检查磁盘空间",
        "检查权限",
        "恢复不会覆盖\n> 较新的文件。",
        "| 选项 | 含义 |",
        "| `--keep` | 保留天数，默认 30 |",
        "第一次备份要复制全部文件，之后只复制变化的部分。",
    ]
    assert document.paragraphs[7].heading_path == ("安装", "恢复文件")


def test_the_first_heading_is_the_title():
    document = markdown("# 手册 #\n\n开头。\n\n## 安装\n\n步骤。\n\n### 细节\n\n内容。\n")
    assert document.title == "手册"
    assert document.text[slice(*map(int, document.fields["title_span"].split(":")))] == "手册"
    assert headings(document) == [(1, "安装"), (2, "细节")]
    assert document.paragraphs[2].heading_path == ("安装", "细节")


def test_a_later_or_lower_first_heading_is_a_section():
    assert headings(markdown("开头。\n\n# 甲\n\n内容。")) == [(1, "甲")]
    assert headings(markdown("## 甲\n\n内容。\n\n## 乙\n\n内容。")) == [(1, "甲"), (1, "乙")]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_fence_closes_only_with_its_own_kind(fence):
    other = "~~~" if fence.startswith("`") else "```"
    document = markdown(f"# 题\n\n{fence}py\n# 一\n{other}\n# 二\n{fence}\n\n# 三\n\n内容。")
    assert headings(document) == [(1, "三")]


@pytest.mark.parametrize("text", ["#没有空格\n\n正文。", "    # 缩进四格\n\n正文。", "正文。\n\n\\# 转义"])
def test_what_is_no_heading(text):
    assert markdown(text).sections == ()


def test_without_markdown_headings_chinese_ones_count():
    document = markdown("关于放假的通知\n\n一、时间\n十月一日起，\n共七天。\n二、值班\n各部门自行安排。\n")
    assert document.title == "关于放假的通知"
    assert headings(document) == [(1, "一、时间"), (1, "二、值班")]
    assert texts(document) == ["十月一日起，\n共七天。", "各部门自行安排。"]


def test_rules_and_table_lines_are_no_paragraphs():
    document = markdown("甲。\n\n* * *\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n<!-- 注 -->\n\n乙。")
    assert texts(document) == ["甲。", "| a | b |", "| 1 | 2 |", "乙。"]


def test_unclosed_front_matter_is_text():
    assert texts(markdown("---\ntitle: 甲\n\n正文。")) == ["title: 甲", "正文。"]


@pytest.mark.parametrize(
    "text", ["# " + " " * 200_000 + "x", "|" + " " * 200_000 + "x", "# " + "# " * 100_000, "- " * 100_000 + "x"]
)
def test_hostile_lines_are_read_in_linear_time(text):
    document = markdown(text + "\n\n正文。")
    assert texts(document)[-1] == "正文。"
