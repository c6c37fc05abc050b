import threading

import pytest

from yinwen.corpus.errors import DocumentError
from yinwen.index.segment import Segmenter, unique


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has no dictionary loaded yet."""
    monkeypatch.setattr(Segmenter, "_plain", None)
    monkeypatch.setattr(Segmenter, "_plain_cutter", None)


@pytest.fixture(scope="module")
def segmenter(tmp_path_factory: pytest.TempPathFactory) -> Segmenter:
    return Segmenter(tmp_path_factory.mktemp("cache"))


def test_search_mode_also_yields_the_words_inside_a_long_one(segmenter):
    assert segmenter.plain_words("中华人民共和国成立") == ["中华人民共和国", "成立"]
    assert {"中华人民共和国", "中华", "人民", "共和国", "成立"} <= set(segmenter.words("中华人民共和国成立"))


def test_bigrams_are_neighbours_and_a_lone_character_stands_for_itself(segmenter):
    assert segmenter.bigrams("长江禁渔，茶 tea 10月") == ["长江", "江禁", "禁渔", "茶", "月"]


def test_traditional_full_width_and_case_are_one_with_their_plain_forms(segmenter):
    assert segmenter.words("國家安全ＡＢＣ") == segmenter.words("国家安全abc")
    assert segmenter.bigrams("圖書館") == segmenter.bigrams("图书馆")


def test_terms_are_words_and_bigrams_at_once(segmenter):
    text = "國家安全：ＡＢＣ公司增长了30%，見𠮷野家"
    assert segmenter.terms(text) == (segmenter.words(text), segmenter.bigrams(text))


def test_marks_are_no_words_but_percent_is(segmenter):
    assert segmenter.words("增长了！（约）。") == ["增长", "了", "约"]
    assert "%" in "".join(segmenter.words("增长30%"))


def test_tags_are_of_the_text_as_it_stands(segmenter):
    tagged = segmenter.tagged("北京在哪里？")
    assert ("北京", "ns") in tagged
    assert "".join(word for word, _ in tagged) == "北京在哪里？"


def test_characters_outside_the_basic_plane_are_kept(segmenter):
    assert "𠮷野" in segmenter.bigrams("𠮷野家")


def test_the_users_dictionary_adds_words_and_changes_the_fingerprint(tmp_path, segmenter):
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("三江源头水 100 n\n", encoding="utf-8")
    own = Segmenter(tmp_path / "cache", dictionary)
    assert "三江源头水" in own.plain_words("保护三江源头水质")
    assert "三江源头水" not in segmenter.plain_words("保护三江源头水质")
    assert own.fingerprint != segmenter.fingerprint
    dictionary.write_text("三江源头水质 100 n\n", encoding="utf-8")
    assert Segmenter(tmp_path / "cache", dictionary).fingerprint != own.fingerprint


@pytest.mark.parametrize("content", [None, "长江 5 n\n".encode("gb18030")])
def test_a_dictionary_that_cannot_be_read_is_refused(tmp_path, content):
    dictionary = tmp_path / "words.txt"
    if content is not None:
        dictionary.write_bytes(content)
    with pytest.raises(DocumentError, match="UTF-8") as caught:
        Segmenter(tmp_path / "cache", dictionary)
    assert str(dictionary) in caught.value.zh


def test_the_cache_is_private(tmp_path, alone):
    cache = tmp_path / "home" / "cache"
    Segmenter(cache).warm()
    assert (cache / "jieba.cache").is_file()
    assert cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", ["flip", "planted", "truncated"])
def test_a_cache_that_is_not_ours_is_not_used(tmp_path, damage, alone, monkeypatch):
    first = Segmenter(tmp_path / "cache")
    tags = first.tagged("长江十年禁渔")
    cache = tmp_path / "cache" / "jieba.cache"
    data = bytearray(cache.read_bytes())
    if damage == "flip":
        data[data.index("禁渔".encode()[:3])] ^= 1
    elif damage == "truncated":
        del data[1000:]
    else:
        import marshal

        data = bytearray(marshal.dumps(({"长江十": 10**9, "长": 0, "长江": 0}, 10**9)))
    cache.write_bytes(data)
    monkeypatch.setattr(Segmenter, "_plain", None)
    again = Segmenter(tmp_path / "cache")
    assert again.tagged("长江十年禁渔") == tags
    assert again._jieba.lcut("长江十年禁渔") == first._jieba.lcut("长江十年禁渔")
    assert cache.read_bytes() != bytes(data)


def test_many_threads_may_be_first(tmp_path, alone):
    segmenter = Segmenter(tmp_path / "cache")
    barrier, found = threading.Barrier(6), []

    def work() -> None:
        barrier.wait()
        found.append((tuple(segmenter.words("国家安全体系")), tuple(segmenter.tagged("国家安全体系"))))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1


def test_unique_keeps_the_first_of_each_in_order():
    assert unique("bacabc") == ["b", "a", "c"]


def test_libraries_share_one_dictionary_but_not_the_users(tmp_path, segmenter):
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("三江源头水 100 n\n", encoding="utf-8")
    plain, own = Segmenter(tmp_path / "other"), Segmenter(tmp_path / "cache", dictionary)
    assert plain._jieba is segmenter._jieba
    assert plain._cutter is segmenter._cutter
    assert own._jieba is not segmenter._jieba
    assert own._cutter is not segmenter._cutter
