"""The oracle is jieba itself."""

import random
from pathlib import Path

import pytest

from yinwen.corpus.normalize import normalize
from yinwen.index.cutting import Cutter
from yinwen.index.segment import Segmenter

DATA = Path(__file__).parent / "data"
MIXED = "abcxyzABC0123456789+#&._%-~@ \t\n,.，。、:：%‰°"
STRANGE = "㐀䶵鿖鿿豈龎𠀀𠮷𪛖Ωあ한🙂é٣"


@pytest.fixture(scope="module")
def jieba(tmp_path_factory):
    return Segmenter(tmp_path_factory.mktemp("cache"))._jieba


@pytest.fixture(scope="module")
def cutter():
    return Cutter()


def same(cutter, jieba, text):
    assert cutter.cut(text) == jieba.lcut(text)
    assert cutter.cut_for_search(text) == jieba.lcut_for_search(text)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.[tm][xd]*")), ids=lambda path: path.name)
def test_real_text_is_cut_as_jieba_cuts_it(cutter, jieba, path):
    for line in path.read_text(encoding="utf-8").splitlines():
        same(cutter, jieba, line)
        same(cutter, jieba, normalize(line))


@pytest.mark.parametrize(
    "text",
    ["从23-08-09起", "见https://news.zol.com.cn/826/8263413.html", "用c++和c#开发", "涨了3.14%至15-20元", "𠮷野家", ""],
)
def test_where_rjieba_cuts_otherwise(cutter, jieba, text):
    same(cutter, jieba, text)


def test_any_text_is_cut_as_jieba_cuts_it(cutter, jieba):
    """Words of the dictionary in any order between marks, letters, digits and characters that jieba doesn't know."""
    chance = random.Random(7)
    words = [word for word, frequency in jieba.FREQ.items() if frequency]
    for _ in range(1500):
        kinds = chance.choices([words, MIXED, STRANGE], [5, 4, 1], k=chance.randrange(1, 12))
        same(cutter, jieba, "".join(chance.choice(kind) for kind in kinds))


@pytest.fixture
def with_words(tmp_path):
    def make(*lines):
        file = tmp_path / "words.txt"
        file.write_text("\n".join(lines), encoding="utf-8-sig")
        return Segmenter(tmp_path / "cache", file)

    return make


def test_a_users_words_count_as_they_do_for_jieba(with_words):
    segmenter = with_words("三江源头水 100 n", "十年禁", "gpt-4 5", "", "长江 2000000 ns", "禁渔令 3  ", "三江源头水 4")
    for text in ["保护三江源头水质", "长江十年禁渔", "使用gpt-4和gpt-45", "发布禁渔令三号", "三江源头水"]:
        same(segmenter._cutter, segmenter._jieba, text)
    assert "三江源头水" in segmenter.words("保护三江源头水质")
    assert "gpt-4" in segmenter.words("使用GPT-4")


def test_a_word_taken_out_is_no_word_any_more(with_words, monkeypatch):
    from jieba import finalseg

    monkeypatch.setattr(finalseg, "Force_Split_Words", set())  # jieba keeps it for the whole process
    segmenter = with_words("共和国 0", "国歌声 0")
    same(segmenter._cutter, segmenter._jieba, "共和国国歌声")
    assert "共和国" not in segmenter.plain_words("共和国国歌声")
    assert Cutter().cut("共和国") == ["共和国"]
