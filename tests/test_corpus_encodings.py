"""Encodings: the right text or a refusal, never a wrong text, and no other error."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinwen.corpus import DocumentError, decode

DATA = Path(__file__).parent / "data"
SIMPLIFIED = (DATA / "sentences_zh.txt").read_text(encoding="utf-8").splitlines()
TRADITIONAL = (DATA / "sentences_zh_hant.txt").read_text(encoding="utf-8").splitlines()
CASES = [
    *[(codec, SIMPLIFIED) for codec in ("utf-8", "utf-8-sig", "utf-16", "gb2312", "gbk", "gb18030")],
    *[
        (codec, TRADITIONAL)
        for codec in ("utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030", "big5", "cp950", "big5hkscs")
    ],
]
ASCII = frozenset(map(chr, range(128)))
LONG = 12  # different characters from which a text must be read, not refused


def encoded(text: str, codec: str) -> bytes | None:
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize(("codec", "sentences"), CASES)
def test_every_sentence_alone_is_read_right_or_if_short_refused(codec, sentences):
    read = 0
    for sentence in sentences:
        data = encoded(sentence, codec)
        if data is None:
            continue
        try:
            text, _ = decode(data, "a.txt")
        except DocumentError:
            assert len(sentence) < LONG, (codec, sentence)
        else:
            assert text == sentence
            read += 1
    assert read >= 12


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sentence", [s for s in SIMPLIFIED + TRADITIONAL if len(s) >= LONG])
def test_utf16_without_a_mark_is_read_right(codec, sentence):
    assert decode(sentence.encode(codec), "a.txt") == (sentence, codec)


@settings(max_examples=300)
@given(
    st.sampled_from(CASES).flatmap(
        lambda case: st.tuples(
            st.just(case[0]),
            st.lists(st.sampled_from(case[1]), min_size=1, max_size=6),
            st.sampled_from(["", "\n", "\r\n", "\n\n　　", "\r"]),
        )
    )
)
def test_sentences_joined_round_trip(case):
    codec, chosen, joint = case
    text = joint.join(chosen)
    data = encoded(text, codec)
    if data is None:
        return
    try:
        got, _ = decode(data, "a.txt")
    except DocumentError:
        assert len(set(text)) < LONG
    else:
        assert got == text


@settings(max_examples=300)
@given(st.sampled_from(CASES), st.data())
def test_any_piece_of_a_sentence_is_right_or_refused(case, data):
    codec, sentences = case
    sentence = data.draw(st.sampled_from(sentences))
    start = data.draw(st.integers(0, len(sentence) - 1))
    piece = sentence[start : data.draw(st.integers(start + 1, len(sentence)))]
    raw = encoded(piece, codec)
    if raw is None:
        return
    try:
        assert decode(raw, "a.txt")[0] == piece
    except DocumentError:
        assert len(set(piece) - ASCII) < LONG, "Latin letters and digits are the same in all of them and prove nothing"


@pytest.mark.parametrize("text", ["45.8元", "8日10时"])
def test_few_characters_among_digits_are_right_or_refused(text):
    with suppress(DocumentError):
        assert decode(text.encode("gbk"), "a.txt")[0] == text


@settings(max_examples=500)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.lists(
            st.sampled_from([b"\xc4\xe3", b"\xe4\xbd\xa0", b"\xa7\x41", b"\0", b"a", b"\xff\xfe"]), max_size=8
        ).map(b"".join),
    )
)
def test_bytes_are_decoded_or_refused_whatever_they_are(data):
    try:
        text, encoding = decode(data, "a.txt")
    except DocumentError:
        return
    assert encoding
    assert "\0" not in text


@pytest.mark.parametrize(
    ("first", "second"),
    [("utf-8", "gbk"), ("gbk", "utf-8"), ("utf-8", "big5"), ("big5", "gbk"), ("gbk", "big5"), ("big5", "utf-8")],
)
@pytest.mark.parametrize("joint", [b"\n", b""])
@pytest.mark.parametrize("share", [1, 4])
def test_two_encodings_in_one_file_are_refused(first, second, joint, share):
    def text(codec: str) -> list[str]:
        return [s for s in (TRADITIONAL if codec == "big5" else SIMPLIFIED) if len(s) >= LONG][:8]

    data = joint.join(
        [*(s.encode(first) for s in text(first)), *(s.encode(second) for s in text(second)[: 8 // share])]
    )
    with pytest.raises(DocumentError):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nplain so far",
        b"PK\x03\x04rest",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"text\0with a nul",
        b"\x01\0\0\0\x02\0\0\0",
        bytes(range(256)),
        b"\x1b[31mred\x1b[0m",
        b"\xff\xfe\x00\xd8",
        "한국어 문장은 읽을 수 없습니다.".encode("euc-kr"),
        "日本語の文章です。漢字とかなが混ざっています。".encode("shift-jis"),
        "日本語の文章です。漢字とかなが混ざっています。".encode("euc-jp"),
        "naïve café, déjà vu".encode("latin-1"),
        "今天天气很好，我们去公园散步。".encode()[:-1],
    ],
)
def test_what_is_no_text_of_a_known_encoding_is_refused(data):
    with pytest.raises(DocumentError) as refusal:
        decode(data, "a.txt")
    assert "a.txt" in refusal.value.zh
    assert "UTF-8" in refusal.value.zh
    assert "UTF-8" in refusal.value.en


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("café déjà vu", "utf-8"),
        ("Это русский текст.", "utf-8"),
        ("plain ASCII\r\ntwo lines\r", "utf-8"),
        ("𠀀𡃁 emoji 😀 e\u0301", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_utf8_is_taken_as_it_is(text, name):
    assert decode(text.encode(), "a.txt") == (text, name)
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt") == (text, name)


def test_hong_kong_characters_and_the_name_dot_are_read():
    cantonese = "佢哋喺香港嘅屋企食緊飯，唔知幾時先至會返嚟。"
    assert decode(cantonese.encode("big5hkscs"), "a.txt") == (cantonese, "big5-hkscs")
    name = "物理學家史蒂芬‧霍金昨日發表演講，吸引許多學生參加。"
    assert decode(name.encode("cp950"), "a.txt") == (name, "big5")


def test_characters_beyond_gbk_are_read():
    text = "这个字很少见：𠮷，但是我们的程序应该能够正确地读出来。"
    assert decode(text.encode("gb18030"), "a.txt") == (text, "gb18030")
