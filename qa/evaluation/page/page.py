"""The page from the report, its curves and what went wrong. The template escapes all that it is given, plots aside."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....corpus.errors import Language
from ..figures import FIGURES, STATES, Figure, wide
from ..risk import Curve
from .failures import Failure
from .plots import bar_plot, curve_plot, histogram
from .texts import TEXTS

if TYPE_CHECKING:
    from jinja2 import Template

_KIND_FIGURES = ("hit@1", "hit@3", "containment", "char_f1", "precision", "refusal_rate", "false_refusal_rate")

Interval = tuple[float, float] | None
Probabilities = tuple[Sequence[float], Sequence[float]]
"""Of the answerable questions, and of the others."""


def render_page(
    report: Mapping[str, Any],
    curves: Mapping[str, Curve],
    probabilities: Probabilities,
    failures: Sequence[Failure],
    language: Language = "zh",
) -> str:
    """One HTML file, the same for the same outcomes but for the rows of class ``timing``.

    Args:
        report: As ``report.json`` has it.
        curves: ``risk_coverage`` and ``refusal``.
        probabilities: That the documents answer, as they were judged.
        failures: In any order; shown by kind.
        language: Of what isn't quoted.
    """
    texts = TEXTS[language]
    by_kind = sorted(failures, key=lambda one: one.kind)
    return _template().render(
        t=texts,
        language=language,
        style=_style(),
        config=report["config"],
        counts=report["counts"],
        states=STATES[language],
        figures=_figures(report, language),
        plots=_plots(report, curves, probabilities, texts),
        kinds=[_kind(name, row) for name, row in report["by_kind"].items()],
        kind_labels=[_named(name).label(language) for name in _KIND_FIGURES],
        kind_plots=_kind_plots(report["by_kind"], texts),
        failures=[(kind, list(group)) for kind, group in groupby(by_kind, key=lambda one: one.kind)],
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html")


def _style() -> str:
    return _trusted(Path(__file__).with_name("page.css").read_text(encoding="utf-8"))


def _trusted(ours: str) -> str:
    """Markup of our own making, which the template leaves as it is."""
    from markupsafe import Markup

    return Markup(ours)  # noqa: S704


def _figures(report: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    rows = []
    for figure in FIGURES:
        value = figure.value(report)
        if value is not None:
            shown = {"part": figure.part, "label": figure.label(language), "value": figure.shown(value)}
            rows.append({**shown, "interval": _between(figure.interval(report))})
    return rows


def _between(interval: Interval) -> str:
    return f"{interval[0]:.3f} – {interval[1]:.3f}" if interval else ""


def _plots(
    report: Mapping[str, Any], curves: Mapping[str, Curve], probabilities: Probabilities, t: Mapping[str, str]
) -> list[dict[str, str]]:
    risk, refusal = report["risk"], report["refusal"]
    drawn = []
    if curves["risk_coverage"]:
        now = None if risk["risk"] is None else (risk["coverage"], risk["risk"])
        drawn.append(
            (
                "risk",
                curve_plot(
                    curves["risk_coverage"], t["risk"], t["coverage"], t["wrong"], now=now, solid_to=risk["coverage"]
                ),
            )
        )
    if curves["refusal"]:
        point = refusal["false_refusal_rate"], refusal["refusal_rate"]
        axes = t["false_refusals"], t["refusals"]
        drawn.append(("refusal", curve_plot(curves["refusal"], t["refusal"], *axes, now=point, diagonal=True)))
    drawn.append(("probabilities", histogram(*probabilities, t["probabilities"], t["probability"], t["share"])))
    return [{"title": t[name], "svg": _trusted(svg), "note": t[f"{name}_note"]} for name, svg in drawn]


def _named(name: str) -> Figure:
    return next(figure for figure in FIGURES if figure.name == name)


def _kind(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        {
            "value": "" if row[figure] is None else f"{row[figure]:.3f}",
            "interval": _between(wide(row["intervals"].get(figure))),
        }
        for figure in _KIND_FIGURES
    ]
    return {"name": name, "questions": row["questions"], "cells": cells}


def _kind_plots(by_kind: Mapping[str, Mapping[str, Any]], t: Mapping[str, str]) -> list[dict[str, str]]:
    plots = []
    for figure, title in (("containment", t["kinds_containment"]), ("refusal_rate", t["kinds_refusal"])):
        rows = [
            (name, row[figure], wide(row["intervals"].get(figure)), row["questions"])
            for name, row in by_kind.items()
            if row[figure] is not None
        ]
        if rows:
            plots.append({"title": title, "svg": _trusted(bar_plot(rows, title))})
    return plots
