"""Readers: files, texts given and folders; bad input gets one sentence in each language."""

from pathlib import Path

import pytest

from yinwen.corpus import READABLE, DocumentError, find_documents, read_document, read_text


def refused(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as refusal:
        read_document(path, path.name)
    error = refusal.value
    assert path.name in error.zh
    assert path.name in error.en
    assert "；" in error.zh  # what is wrong, then how to mend it
    return error


def write(path: Path, data: bytes | str = "一句话。") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".markdown"])
def test_every_suffix_of_a_text(tmp_path, suffix):
    path = write(tmp_path / f"笔记{suffix.upper()}", "第一句话。\n\n第二句话。")
    document = read_document(path, "n")
    assert (document.title, document.doc_id, document.source) == ("笔记", "n", str(path))
    assert len(document.paragraphs) == 2
    assert document.fields["encoding"] == "utf-8"


def test_markdown_is_read_as_markdown_and_text_as_text(tmp_path):
    assert read_document(write(tmp_path / "a.md", "# 题\n\n文。"), "a").title == "题"
    assert read_document(write(tmp_path / "a.txt", "# 题\n\n文。"), "a").title == "# 题"


def test_encodings_are_reported(tmp_path):
    text = "会议决定，明年一月起施行新的管理办法。"
    document = read_document(write(tmp_path / "a.txt", text.encode("gbk")), "a", source="邮件附件")
    assert (document.text, document.fields["encoding"], document.source) == (text, "gb18030", "邮件附件")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "　\n　".encode(), b"\xef\xbb\xbf", b"----\n"])
def test_documents_without_words_are_refused(tmp_path, data):
    assert "没有文字" in refused(write(tmp_path / "a.txt", data)).zh


def test_missing_folder_unknown_and_binary_are_refused(tmp_path):
    assert "没有" in refused(tmp_path / "missing.txt").zh
    assert "没有" in refused(tmp_path / "missing.docx").zh
    assert "没有" in refused(tmp_path / "missing.xyz").zh
    (tmp_path / "folder.txt").mkdir()
    assert "文件夹" in refused(tmp_path / "folder.txt").zh
    assert ", ".join(READABLE) in refused(write(tmp_path / "a.xyz")).en
    assert "二进制" in refused(write(tmp_path / "b.txt", b"\x00\x01\x02binary")).zh


def test_what_may_not_be_read_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt")

    def forbid(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", forbid)
    assert "权限" in refused(path).zh


def test_text_given_is_refused_when_empty_and_kept_when_not():
    with pytest.raises(DocumentError):
        read_text(" \n", "d1", "pasted")
    assert read_text("一句话。", "d1", "粘贴的文字").title == "粘贴的文字"
    assert read_text("# 题\n\n文。", "d1", "pasted", markdown=True).title == "题"


def test_folders_are_searched_in_order_without_hidden_or_foreign_files(tmp_path):
    home, outside = tmp_path / "home", tmp_path / "outside"
    kept = [write(home / name) for name in ("a.txt", "b/c.MD", "b/d/e.markdown", "y.HTML", "z.text")]
    for name in (".hidden.txt", ".git/f.txt", "g.xyz", "h"):
        write(home / name)
    write(outside / "secret.txt")
    (home / "link").symlink_to(outside)
    (home / "secret.txt").symlink_to(outside / "secret.txt")
    (home / "b" / "loop").symlink_to(home)
    (home / "dangling.txt").symlink_to(home / "gone.txt")
    assert find_documents(home) == sorted(kept)


def test_a_folder_that_is_none_is_refused(tmp_path):
    for path in (tmp_path / "missing", write(tmp_path / "a.txt")):
        with pytest.raises(DocumentError) as refusal:
            find_documents(path)
        assert str(path) in refusal.value.zh
