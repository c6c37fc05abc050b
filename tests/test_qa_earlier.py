from pathlib import Path

from yinwen.index.library import Library
from yinwen.qa.earlier import lead, place, quotes

from fakes import FakeEncoder

REPLY = "赵长山。“护林员赵长山说：“树要人守。””〔1〕“他守了三十年。”〔2〕"


def test_the_words_that_a_reply_begins_with() -> None:
    assert lead(REPLY) == "赵长山"
    assert lead("“他守了三十年。”〔1〕") == ""
    assert lead("文件里没有说。") == ""


def test_quotes_are_found_with_quotes_in_them() -> None:
    assert quotes(REPLY) == ["护林员赵长山说：“树要人守。”", "他守了三十年。"]
    assert quotes("文件里没有说。") == []


def test_a_quote_is_found_again_in_its_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("茶园在山上。\n\n护林员赵长山说：“树要人守。”他守了三十年。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("湖里有鱼。渔民赵长河说：“鱼要人养。”", encoding="utf-8")
    with Library(tmp_path / "library", FakeEncoder()) as library:
        library.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        with library.reading() as snapshot:
            found = place(REPLY, snapshot)
            assert found is not None
            assert found.doc_id == "a.txt"
            assert found.passage_id in {passage.passage_id for passage in snapshot.passages_of("a.txt")}
            assert place("“没有这句话。”〔1〕", snapshot) is None
            assert place("文件里没有说。", snapshot) is None
