"""Two runs over the same questions: what was gained, what was lost, and whether a difference is more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...corpus.errors import DocumentError
from .bootstrap import Difference, paired_bootstrap
from .measures import HEADLINE
from .outcomes import Judged, read_outcomes


@dataclass(frozen=True, slots=True)
class Change:
    """A question of which the outcome is another now."""

    old: Judged
    new: Judged

    @property
    def kind(self) -> str:
        """``gained``, ``lost``, or ``other`` where both are right, both wrong, or one isn't known."""
        if self.old.right is None or self.new.right is None or self.old.right == self.new.right:
            return "other"
        return "gained" if self.new.right else "lost"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run changed.

    Attributes:
        questions: How many both runs asked, with the same words and gold.
        left_out: How many only one of them asked so.
        differences: By measure, new less old, over the questions that both could be measured on.
        changes: In the order of their ids.
    """

    questions: int
    left_out: int
    differences: Mapping[str, Difference]
    changes: tuple[Change, ...]

    @property
    def losses(self) -> tuple[str, ...]:
        """The headline measures of which the whole 95 % interval lies below zero.

        Each is tested by itself: of nine that didn't change, chance alone puts one there more often than one in forty.
        """
        return tuple(name for name in HEADLINE if name in self.differences and self.differences[name].high < 0)

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def compare_runs(old: Path, new: Path) -> Comparison:
    """Compares two results folders.

    Raises:
        DocumentError: One holds no outcomes, or they share no question.
    """
    before, after = read_outcomes(old), read_outcomes(new)
    both = [i for i in sorted(before) if i in after and _asked(before[i]) == _asked(after[i])]
    if not both:
        raise DocumentError(
            f"{old} 和 {new} 没有一个相同的问题，无从比较；请给出同一组问题的两次结果。",
            f"{old} and {new} share no question, so there is nothing to compare; name two runs over the same set.",
        )
    pairs = [(before[i], after[i]) for i in both]
    names = dict.fromkeys((*HEADLINE, *(name for one, _ in pairs for name in one.measures)))
    found = {name: _difference(pairs, name) for name in names}
    return Comparison(
        questions=len(both),
        left_out=len(set(before) | set(after)) - len(both),
        differences={name: difference for name, difference in found.items() if difference is not None},
        changes=tuple(Change(one, other) for one, other in pairs if one.state != other.state),
    )


def _asked(judged: Judged) -> tuple[Any, ...]:
    return judged.question, judged.answers, judged.answerable


def _difference(pairs: Sequence[tuple[Judged, Judged]], name: str) -> Difference | None:
    rows = [(other.measures.get(name), one.measures.get(name)) for one, other in pairs]
    known = [(new, old) for new, old in rows if new is not None and old is not None]
    return paired_bootstrap([new for new, _ in known], [old for _, old in known]) if known else None


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """As ``compare.json`` has it."""
    return {
        "questions": comparison.questions,
        "left_out": comparison.left_out,
        "significant_losses": list(comparison.losses),
        "differences": {name: asdict(difference) for name, difference in comparison.differences.items()},
        "changes": [
            {
                "id": change.new.id,
                "question": change.new.question,
                "kind": change.new.kind,
                "change": change.kind,
                "old": change.old.state,
                "new": change.new.state,
            }
            for change in comparison.changes
        ],
    }
