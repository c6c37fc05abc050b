"""When and where a text was published, as it says itself at its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinwen.corpus import Document, read_text
from yinwen.corpus.imprint import is_imprint

BODY = "　　南屏大桥全长2.6公里，双向六车道，2020年11月开工建设，预计明年5月1日通车。"


def span(document: Document, name: str) -> str | None:
    place = document.fields.get(f"{name}_span")
    return None if place is None else document.text[slice(*map(int, place.split(":")))]


@pytest.mark.parametrize(
    ("text", "date", "source"),
    [
        (f"大桥合龙\n2023-08-17 09:42　来源：南屏日报\n\n{BODY}", "2023-08-17 09:42", "来源：南屏日报"),
        (f"大桥合龙\n发布时间：2023年8月17日\n文章来源: 南屏网\n\n{BODY}", "发布时间：2023年8月17日", "文章来源: 南屏网"),
        (
            f"管理规定\n（2022年4月1日公布　自2022年6月1日起施行）\n\n{BODY}",
            "（2022年4月1日公布　自2022年6月1日起施行）",
            "（2022年4月1日公布　自2022年6月1日起施行）",
        ),
        (f"操作手册\n版本 3.2\n编制单位：清源公司技术部\n2021年10月\n\n{BODY}", "2021年10月", "编制单位：清源公司技术部"),
        (f"关于放假的通知\n\n{BODY}\n\n行政办公室\n2023年9月28日\n", "2023年9月28日", "行政办公室"),
        (f"房屋合同\n\n{BODY}\n甲方：李国强\n签订日期：2023年7月15日", "签订日期：2023年7月15日", None),
        ("大桥合龙\n\n新华社武汉3月1日电（记者周立）大桥今天合龙。", "新华社武汉3月1日电", "新华社武汉3月1日电"),
        ("Bridge\nPublished: 12 May 2021\nSource: Harbour\n\nThe bridge is long.", "Published: 12 May 2021", "Source: Harbour"),
        (f"大桥合龙\n\n{BODY}\n（来源：南屏网）", None, "来源：南屏网"),
        (f"決定\n二〇二三年五月八日\n\n{BODY}", "二〇二三年五月八日", None),
        (
            f"管理办法\n\n（市人民政府第十二次常务会议通过，自公布之日起施行）\n\n{BODY}",
            None,
            "（市人民政府第十二次常务会议通过，自公布之日起施行）",
        ),
        (f"關於開會的通知\n\n{BODY}\n\n安全管理處\n2023年9月12日", "2023年9月12日", "安全管理處"),
    ],
)  # fmt: skip
def test_date_and_source(text: str, date: str | None, source: str | None) -> None:
    document = read_text(text, "a", "a")
    assert (span(document, "date"), span(document, "source")) == (date, source)


@pytest.mark.parametrize(
    "text",
    [
        f"大桥合龙\n\n{BODY}",
        "会议纪要\n\n时间：2023年11月6日下午3点\n地点：行政楼201会议室\n\n会议研究了三件事，决定如下。",
        "标题\n\n2023年8月17日，大桥合龙。\n本报讯很多。",
        "标题\n\n本表的数据来源：南屏日报。",
    ],
)
def test_a_date_in_the_text_is_not_the_texts_own(text: str) -> None:
    assert not {"date_span", "source_span"} & set(read_text(text, "a", "a").fields)


def test_the_front_matter_of_markdown_tells_first() -> None:
    text = '---\ntitle: 手册\nauthor: "何静"\ndate: 2021-10-08\n---\n\n# 安装\n\n步骤一。\n\n2020年1月1日\n'
    document = read_text(text, "a", "a", markdown=True)
    assert (span(document, "date"), span(document, "byline"), document.fields["byline"]) == (
        "2021-10-08",
        "何静",
        "何静",
    )


def test_markdown_without_front_matter_has_an_imprint_too() -> None:
    text = "# 大桥合龙\n\n来源：南屏日报\n\n## 经过\n\n今天合龙。\n\n办公室\n\n2023年8月17日\n"
    document = read_text(text, "a", "a", markdown=True)
    assert (span(document, "date"), span(document, "source")) == ("2023年8月17日", "来源：南屏日报")


@pytest.mark.parametrize(
    "line", ["2023-08-17 09:42　来源：南屏日报", "版本 3.2", "发布日期：2023-08-17　浏览量：35次", "国办发〔2022〕13号", "合同编号：ZL-1"]
)  # fmt: skip
def test_a_line_that_is_nothing_but_an_imprint(line: str) -> None:
    assert is_imprint(line)


@pytest.mark.parametrize(
    "line", ["", "——", "2023年8月17日大桥合龙", "来源：南屏日报的一篇长文 作者不详", "——2023年5月", "版本控制"]
)
def test_a_line_that_says_more(line: str) -> None:
    assert not is_imprint(line)


def test_a_title_stands_above_its_imprint_and_no_imprint_is_joined_to_a_line() -> None:
    text = (
        "南屏大桥提前三个月合龙\n2023-08-17 09:42　来源：南屏日报\n本报记者 周立\n\n"
        + "\n\n".join([BODY] * 3)
        + "\n（责任编辑：许岚）"
    )
    document = read_text(text, "a", "a")
    assert document.title == "南屏大桥提前三个月合龙"
    assert document.fields["byline"] == "本报记者 周立"
    assert (
        document.text[document.paragraphs[0].start : document.paragraphs[0].end] == "2023-08-17 09:42　来源：南屏日报"
    )


@given(st.text(alphabet="2023年8月17日 来源：报（）公布电新华社\n\u3000-:", max_size=60), st.booleans())
def test_spans_stand_in_the_text(text: str, markdown: bool) -> None:
    document = read_text(f"标题\n{text}\n正文一句。", "a", "a", markdown=markdown)
    for name in ("date", "source"):
        assert span(document, name) is None or span(document, name).strip()
