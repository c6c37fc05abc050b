"""The figures that are shown, in the terminal and on the page, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...corpus.errors import Language
from .metrics import State


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a report: ``report[part][name]``.

    Attributes:
        zh: What it is, in Chinese.
        en: The same in English.
    """

    part: str
    name: str
    zh: str
    en: str

    def label(self, language: Language) -> str:
        """What it is."""
        return self.zh if language == "zh" else self.en

    def value(self, report: Mapping[str, Any]) -> float | None:
        """As measured; None where it couldn't be."""
        found: float | None = report[self.part][self.name]
        return found

    def interval(self, report: Mapping[str, Any]) -> tuple[float, float] | None:
        """Its 95 % interval; None where it has none."""
        return wide(report["intervals"].get(self.part, {}).get(self.name))

    def shown(self, value: float) -> str:
        """With as many digits as make sense."""
        return f"{value:.1f}" if self.part == "latency_ms" or self.name.startswith("length") else f"{value:.3f}"


def wide(interval: Sequence[float] | None) -> tuple[float, float] | None:
    """An interval as it is shown: where all questions came out alike it has no width, which says nothing of how sure it is."""
    return (interval[0], interval[1]) if interval and interval[0] < interval[1] else None


FIGURES = (
    Figure("retrieval", "hit@1", "命中@1", "hit@1"),
    Figure("retrieval", "hit@3", "命中@3", "hit@3"),
    Figure("retrieval", "hit@5", "命中@5", "hit@5"),
    Figure("retrieval", "MRR@10", "MRR@10", "MRR@10"),
    Figure("retrieval", "nDCG@10", "nDCG@10", "nDCG@10"),
    Figure("answers", "containment", "答案包含率", "answer containment"),
    Figure("answers", "exact_match", "答案片段完全相同", "span exact match"),
    Figure("answers", "char_f1", "答案片段字 F1", "span character F1"),
    Figure("answers", "length_median", "答复长度中位数（字）", "answer length, median (characters)"),
    Figure("answers", "length_max", "最长答复（字）", "longest answer (characters)"),
    Figure("citations", "quotes_exact", "引文与原文一致", "quotes exact"),
    Figure("citations", "precision", "引文落在标准出处", "citation precision"),
    Figure("citations", "recall", "标准出处被引用", "citation recall"),
    Figure("citations", "sentence_recall_gold", "答复的句子引到标准出处（ALCE 计数）", "sentences whose citations reach the gold (ALCE's counting)"),
    Figure("citations", "citation_precision_gold", "引文有用，按标准出处（ALCE 计数）", "citations of use, by the gold (ALCE's counting)"),
    Figure("citations", "sentence_recall_verbatim", "答复的句子逐字见于其引文（ALCE 计数）", "sentences verbatim in what they cite (ALCE's counting)"),
    Figure("citations", "citation_precision_verbatim", "引文有用，按逐字（ALCE 计数）", "citations of use, verbatim (ALCE's counting)"),
    Figure("refusal", "refusal_rate", "拒答率（无答案的问题）", "refusal rate (unanswerable)"),
    Figure("refusal", "false_refusal_rate", "误拒率（有答案的问题）", "false-refusal rate (answerable)"),
    Figure("refusal", "refusal_rate_at_0.1_false", "误拒 10% 时的拒答率", "refusal rate at 10% false refusals"),
    Figure("refusal", "auroc", "有无答案的 AUROC", "AUROC of answerable against not"),
    Figure("risk", "coverage", "作答的比例", "coverage (share answered)"),
    Figure("risk", "risk", "作答中答错的比例", "risk (share of those answered wrongly)"),
    Figure("risk", "coverage_at_0.1_risk", "答错不超过 10% 时最多作答", "coverage at 10% risk"),
    Figure("risk", "aurc", "AURC（越低越好）", "AURC (lower is better)"),
    Figure("risk", "excess_aurc", "AURC 超出最好排序的部分", "AURC over that of the best order"),
    Figure("latency_ms", "p50", "耗时 p50（毫秒）", "latency p50 (ms)"),
    Figure("latency_ms", "p95", "耗时 p95（毫秒）", "latency p95 (ms)"),
)  # fmt: skip

MEASURES: dict[Language, dict[str, str]] = {
    "zh": {
        **{name: name.replace("hit", "命中") for name in ("hit@1", "hit@3", "hit@5", "MRR@10", "nDCG@10")},
        "containment": "答案包含",
        "exact_match": "答案片段完全相同",
        "char_f1": "答案片段字 F1",
        "citation_precision": "引文落在标准出处",
        "citation_recall": "标准出处被引用",
        "quotes_exact": "引文与原文一致",
        "answered": "有答案的问题作答",
        "refused": "无答案的问题拒答",
        "sentence_recall_gold": "句子引到标准出处（ALCE 计数）",
        "citation_precision_gold": "引文有用，按标准出处（ALCE 计数）",
        "sentence_recall_verbatim": "句子逐字见于其引文（ALCE 计数）",
        "citation_precision_verbatim": "引文有用，按逐字（ALCE 计数）",
    },
    "en": {
        **{name: name for name in ("hit@1", "hit@3", "hit@5", "MRR@10", "nDCG@10")},
        "containment": "answer containment",
        "exact_match": "span exact match",
        "char_f1": "span character F1",
        "citation_precision": "citation precision",
        "citation_recall": "citation recall",
        "quotes_exact": "quotes exact",
        "answered": "answerable answered",
        "refused": "unanswerable refused",
        "sentence_recall_gold": "sentences reaching the gold (ALCE's counting)",
        "citation_precision_gold": "citations of use, by the gold (ALCE's counting)",
        "sentence_recall_verbatim": "sentences verbatim in what they cite (ALCE's counting)",
        "citation_precision_verbatim": "citations of use, verbatim (ALCE's counting)",
    },
}
"""Measures of single questions, by which runs are compared."""

STATES: dict[Language, dict[State, str]] = {
    "zh": {"right": "答对", "wrong": "答错", "refused": "拒答", "answered": "作答", "error": "出错"},
    "en": {"right": "right", "wrong": "wrong", "refused": "refused", "answered": "answered", "error": "error"},
}
