"""The list of documents and the states of an upload as HTML."""

from types import SimpleNamespace

from yinwen.webui.files_panel import said_scope
from yinwen.webui.files_view import FILTERED, Progress, render_files, render_states
from yinwen.webui.texts import EN, ZH

HOSTILE = '<img src=x onerror="alert(1)">"\'&'


def info(doc_id, title="标题"):
    return SimpleNamespace(doc_id=doc_id, title=title, characters=1234, passages=5)


def test_names_and_titles_are_only_text():
    html = render_files([info(HOSTILE, HOSTILE)], None) + render_states([Progress(HOSTILE, "failed", HOSTILE)])
    assert "<img" not in html
    assert "onerror=&quot;" in html


def test_all_are_ticked_unless_some_were_chosen():
    infos = [info("a.txt"), info("b.txt")]
    assert render_files(infos, None).count(" checked") == 3  # both, and the box of all
    assert render_files(infos, ["b.txt"]).count(" checked") == 1
    assert render_files(infos, []).count(" checked") == 0


def test_a_long_list_can_be_filtered():
    assert "filter" not in render_files([info("a")], None)
    assert "filter" in render_files([info(str(n)) for n in range(FILTERED)], None)


def test_without_a_document_the_list_says_what_to_do():
    assert ZH.no_document in render_files([], None)


def test_a_failure_says_why_and_the_others_go_on():
    html = render_states([Progress("a.txt", "added"), Progress("b.txt", "failed", "读不了")], ZH)
    assert ZH.upload_states["added"] in html
    assert "读不了" in html


def test_how_many_are_asked_is_said_only_where_not_all_are():
    assert said_scope(None, EN) == ""
    assert EN.only.format(2) in said_scope(["a", "b"], EN)
    assert EN.none_chosen in said_scope([], EN)
