import pytest

from yinwen.corpus.normalize import normalize
from yinwen.qa.checking.denials import denials


@pytest.mark.parametrize(
    "text",
    [
        "不能复制",
        "没有感染",
        "未改正的",
        "无法确定",
        "并非如此",
        "禁止停放",
        "切勿拆机",
        "免收停车费",
        "否认此事",
        "It is not allowed",
        "he never came",
        "they don't",
    ],
)
def test_one_denial(text):
    assert len(denials(normalize(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "不仅如此",
        "不断提高",
        "不同地区",
        "不锈钢",
        "无论如何",
        "无人机",
        "非常好",
        "未来三年",
        "淹没",
        "是不是",
        "能否",
        "不得不走",
        "不少于三十日",
        "不得超过三名",
        "不可或缺",
        "除非下雨",
        "nothing here is special to note",
    ],
)
def test_no_denial(text):
    assert denials(normalize(text)) == []


def test_a_denial_reaches_to_its_clauses_end():
    text = "不得标注价格，可以修改"
    (denial,) = denials(normalize(text))
    assert text[denial.end : denial.reach] == "标注价格"
