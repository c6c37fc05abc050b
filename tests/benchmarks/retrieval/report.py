"""Tables for people, in Markdown."""

from collections.abc import Sequence

from .forms import FORMS, FormRow
from .measure import MEASURES, Row
from .results import Comparison


def rows_table(rows: Sequence[Row]) -> str:
    """The one table: a line a set and searcher."""
    head = ["set", "searcher", "n", *MEASURES, "p50 ms"]
    body = [
        [row.line, row.row, str(len(row.ids)), *(_share(row.scores[name]) for name in MEASURES), _time(row.p50)]
        for row in rows
    ]
    return _table(head, body, left=2)


def forms_table(forms: Sequence[FormRow]) -> str:
    """Hit@3 by form, with what it loses against the same questions as they were."""
    head = ["set", "searcher", *(part for form in FORMS for part in (f"{form} (n)", "loss"))]
    found = {(form.line, form.row, form.form): form for form in forms}
    body = []
    for line, row in dict.fromkeys((form.line, form.row) for form in forms):
        cells = [line, row]
        for form in FORMS:
            one = found.get((line, row, form))
            cells += [f"{_share(one.changed)} ({one.questions})", _signed(one.loss)] if one else ["-", "-"]
        body.append(cells)
    return _table(head, body, left=2)


def comparisons_table(comparisons: Sequence[Comparison]) -> str:
    """Differences with their 95 % interval; a * where it leaves out zero."""
    head = ["set", "a", "b", "measure", "n", "a - b", "95 % interval", "p", "≠0"]
    body = []
    for one in comparisons:
        d = one.difference
        interval = f"{_signed(d.low)} to {_signed(d.high)}"
        star = "*" if d.low > 0 or d.high < 0 else ""
        cells = [one.line, one.a, one.b, one.measure, str(d.questions), _signed(d.mean), interval, f"{d.p:.4f}", star]
        body.append(cells)
    return _table(head, body, left=4)


def _table(head: list[str], body: list[list[str]], left: int) -> str:
    widths = [max(len(row[i]) for row in [head, *body]) for i in range(len(head))]

    def line(cells: list[str]) -> str:
        padded = [c.ljust(w) if i < left else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
        return "| " + " | ".join(padded) + " |"

    rule = ["-" * w if i < left else "-" * (w - 1) + ":" for i, w in enumerate(widths)]
    return "\n".join([line(head), "|" + "|".join(f" {r} " for r in rule) + "|", *map(line, body)])


def _share(value: float) -> str:
    return f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{value:+.3f}"


def _time(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
