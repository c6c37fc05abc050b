"""``yinwen eval --compare OLD NEW``."""

import argparse
import sys
from collections.abc import Iterable

from ...corpus.errors import Language
from ..settings import Settings
from .compare import Change, Comparison, compare_runs, comparison_to_json
from .figures import MEASURES, STATES
from .files import make_folder, write_json

_SECTIONS = {
    "zh": {"lost": "失去", "gained": "得到", "other": "变了，对错未变"},
    "en": {"lost": "lost", "gained": "gained", "other": "changed, neither gained nor lost"},
}


def compare_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints what changed and, given ``--output``, writes ``compare.json``; 1 on a significant loss, else 0."""
    old, new = arguments.compare
    comparison = compare_runs(old, new)
    sys.stdout.write("\n".join(render_comparison(comparison, settings.language)) + "\n")
    if arguments.output:
        make_folder(arguments.output)
        write_json(arguments.output / "compare.json", comparison_to_json(comparison))
    return 1 if comparison.losses else 0


def render_comparison(comparison: Comparison, language: Language) -> list[str]:
    """Lines: how many questions, the differences with their intervals, the questions that changed, the verdict."""
    zh = language == "zh"
    lines = [
        f"共同的问题 {comparison.questions} 个，只在一边或内容不同而未比较的 {comparison.left_out} 个"
        if zh
        else f"{comparison.questions} questions in both, {comparison.left_out} left out (in one only, or not the same)"
    ]
    lines.append("新 − 旧  [95% 区间]" if zh else "new − old  [95 % interval]")
    for name, d in comparison.differences.items():
        mark = " *" if d.high < 0 or d.low > 0 else ""
        lines.append(
            f"{d.mean:+8.3f}  [{d.low:+.3f}, {d.high:+.3f}]{mark}  {MEASURES[language].get(name, name)} ({d.questions})"
        )
    for kind, title in _SECTIONS[language].items():
        changes = comparison.of(kind)
        lines.append(f"{title}：{len(changes)}" if zh else f"{title}: {len(changes)}")
        lines.extend(_lines(changes, language))
    lost = ("、" if zh else ", ").join(MEASURES[language][name] for name in comparison.losses)
    if lost:
        lines.append(f"显著变差：{lost}" if zh else f"Significantly worse: {lost}")
    else:
        lines.append("没有显著变差的指标。" if zh else "No headline measure is significantly worse.")
    return lines


def _lines(changes: Iterable[Change], language: Language) -> Iterable[str]:
    states = STATES[language]
    for change in changes:
        yield f"  {change.new.id}  {states[change.old.state]} → {states[change.new.state]}  {change.new.question}"
