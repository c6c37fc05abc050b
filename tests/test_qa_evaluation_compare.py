import json
from pathlib import Path

import pytest
from commandline import home, one_sentence, run

from yinwen.corpus.errors import DocumentError
from yinwen.qa.evaluation.compare import compare_runs
from yinwen.qa.evaluation.measures import HEADLINE
from yinwen.qa.evaluation.metrics import Outcome
from yinwen.qa.evaluation.outcomes import read_outcomes, write_outcomes
from yinwen.qa.evaluation.questions import GoldQuestion

__all__ = ["home"]  # fixture


def outcome(number: int, *, right: bool, answerable: bool = True, question: str = "？") -> Outcome:
    gold = GoldQuestion(f"q{number:02}", question, answers=("甲",) if answerable else (), answerable=answerable)
    if not answerable:
        return Outcome(gold, abstained=right)
    return Outcome(
        gold, contained=right, f1=float(right), exact=float(right), probability=0.5, quotes=1, quotes_exact=1
    )


def results(folder: Path, outcomes: list[Outcome]) -> Path:
    folder.mkdir()
    write_outcomes(folder, outcomes, {"q00": {"hit@1": 1.0}})
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return results(tmp_path / "old", [outcome(n, right=n < 15) for n in range(20)])


def test_what_was_gained_and_lost_is_listed(tmp_path, old):
    # 0 and 1 are lost, 19 is gained; 15 to 18 stay wrong.
    new = results(tmp_path / "new", [outcome(n, right=2 <= n < 15 or n == 19) for n in range(20)])
    found = compare_runs(old, new)
    assert [change.new.id for change in found.of("lost")] == ["q00", "q01"]
    assert [change.new.id for change in found.of("gained")] == ["q19"]
    assert found.of("other") == ()
    assert found.differences["containment"].mean == pytest.approx(-1 / 20)
    assert found.losses == ()


def test_a_loss_beyond_chance_is_significant(tmp_path, old):
    new = results(tmp_path / "new", [outcome(n, right=n < 5) for n in range(20)])
    found = compare_runs(old, new)
    assert found.losses == ("containment", "char_f1")
    assert found.differences["containment"].mean == pytest.approx(-0.5)
    assert found.differences["exact_match"].high < 0  # measured, and no headline
    assert set(found.losses) <= set(HEADLINE)
    assert compare_runs(new, old).losses == ()


def test_a_run_does_not_differ_from_itself(old):
    found = compare_runs(old, old)
    assert (found.changes, found.losses, found.left_out) == ((), (), 0)
    assert all((d.mean, d.low, d.high) == (0, 0, 0) for d in found.differences.values())


def test_only_the_same_questions_are_compared(tmp_path, old):
    changed = [outcome(n, right=False, question="？" if n else "别的？") for n in range(18)]
    new = results(tmp_path / "new", [*changed, outcome(30, right=True)])
    found = compare_runs(old, new)
    assert (found.questions, found.left_out) == (17, 4)  # 0 is worded anew, 18 and 19 are gone, 30 is new


def test_refusals_and_errors_change_outcomes(tmp_path):
    old = results(tmp_path / "old", [outcome(0, right=True, answerable=False), outcome(1, right=False)])
    refused = Outcome(outcome(1, right=False).question, abstained=True, contained=False)
    failed = Outcome(outcome(0, right=True, answerable=False).question, error="太长")
    found = compare_runs(old, results(tmp_path / "new", [failed, refused]))
    assert [(c.new.id, c.kind, c.old.state, c.new.state) for c in found.changes] == [
        ("q00", "lost", "refused", "error"),
        ("q01", "other", "wrong", "refused"),
    ]
    assert found.differences["refused"].mean == -1.0
    assert found.differences["answered"].mean == -1.0


def test_the_command_exits_1_on_a_significant_loss_and_writes_only_when_asked(tmp_path, old, capsys):
    new = results(tmp_path / "new", [outcome(n, right=n < 5) for n in range(20)])
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(capsys, "eval", "--compare", str(old), str(new))
    assert (code, err) == (1, "")
    assert "显著变差：答案包含、答案片段字 F1" in out
    assert "  q05  答对 → 答错  ？" in out
    assert sorted(tmp_path.rglob("*")) == before
    code, out, _ = run(capsys, "eval", "--compare", str(new), str(old), "--output", str(tmp_path / "c"), "--lang", "en")
    assert code == 0
    assert "No headline measure is significantly worse." in out
    assert "gained: 10" in out
    written = json.loads((tmp_path / "c" / "compare.json").read_text("utf-8"))
    assert written["differences"]["containment"]["mean"] == pytest.approx(0.5)
    assert [change["change"] for change in written["changes"]] == ["gained"] * 10


@pytest.mark.parametrize(
    "argv",
    [["eval"], ["eval", "q.jsonl"], ["eval", "q.jsonl", "--compare", "a", "b"], ["eval", "--compare", "a", "b"],
     ["eval", "--compare", "a"]],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_and_exits_2(argv, capsys):
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    one_sentence(err)


def test_runs_that_share_nothing_or_are_damaged_are_refused(tmp_path, old):
    other = results(tmp_path / "other", [outcome(50, right=True)])
    with pytest.raises(DocumentError, match="share no question"):
        compare_runs(old, other)
    line = json.loads((old / "outcomes.jsonl").read_text("utf-8").splitlines()[0])
    for bad, words in (
        ({**line, "measures": {"hit@1": 3}}, "line 1: this is no line"),
        ({**line, "state": "odd"}, "line 1: this is no line"),
        ({**line, "id": ""}, "id is missing"),
    ):
        (other / "outcomes.jsonl").write_text(json.dumps(bad) + "\n", "utf-8")
        with pytest.raises(DocumentError, match=words):
            read_outcomes(other)
    (other / "outcomes.jsonl").write_text((json.dumps(line) + "\n") * 2, "utf-8")
    with pytest.raises(DocumentError, match="comes twice"):
        read_outcomes(other)
    (other / "outcomes.jsonl").write_text("", "utf-8")
    with pytest.raises(DocumentError, match="no question"):
        read_outcomes(other)
