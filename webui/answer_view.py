"""An Answer as HTML: the words that answer, the reply with its citations as buttons, the evidence underneath."""

import re
from collections.abc import Mapping, Sequence

from ..corpus.passages import location
from ..corpus.types import Passage
from ..index.types import Hit
from ..qa.llm.marking import MARKS
from ..qa.types import Answer, Citation
from .document_view import Highlight, escape
from .texts import ZH, Texts

# Passages listed under an answer, and the nearest ones under a refusal.
UNCITED = 5
NEAREST = 3
# Words that answer are set smaller from this length on.
LONG_LEAD = 24

_MARKER = re.compile(r"〔(\d+)〕")
# The verdict on an LLM's sentence, in either language; none of them holds what is escaped.
_VERDICT = re.compile("|".join(re.escape(words.strip()) for mark in MARKS.values() for words in mark if words))
# Where a reply is broken into lines: at its own, between two quotes, and between a cited heading and its quote.
_BREAK = re.compile(r"\n|(?<=〕)：?(?=“)")


def uncited(answer: Answer) -> list[tuple[str, Hit]]:
    """The best passages found in which no citation stands, each with its marker: ``h3`` for the third hit."""
    cited = {c.passage.passage_id for c in answer.citations}
    found = [(f"h{n}", hit) for n, hit in enumerate(answer.hits, 1) if hit.passage.passage_id not in cited]
    return found[: NEAREST if answer.abstained else UNCITED]


def find_target(answer: Answer, marker: str) -> tuple[str, Highlight] | None:
    """The doc_id and highlight that a marker of this answer names; None for one that it does not have."""
    for citation in answer.citations:
        if str(citation.marker) == marker:
            return citation.passage.doc_id, _highlight(citation)
    for name, hit in uncited(answer):
        if name == marker:
            return hit.passage.doc_id, Highlight(name, hit.passage.start, hit.passage.end, "passage")
    return None


def highlights_in(answer: Answer, doc_id: str) -> list[Highlight]:
    """The answer's quotes that stand in this document."""
    return [_highlight(c) for c in answer.citations if c.passage.doc_id == doc_id]


def render_answer(answer: Answer, turn: int, titles: Mapping[str, str], texts: Texts = ZH) -> str:
    """The reply to one question.

    Args:
        answer: What to show.
        turn: Its number in the conversation, from 0; the buttons carry it.
        titles: Title by doc_id; a document without one is called by its doc_id.
        texts: The page's words.

    Returns:
        HTML in which everything from the answer is escaped.
    """
    note = f'<p class="note">{escape(answer.note)}</p>' if answer.note else ""
    if answer.abstained:
        return _refusal(answer, turn, titles, texts, note)
    lead, text = _lead(answer)
    body = "".join(_line(line, answer, turn, titles, texts) for line in _BREAK.split(text) if line.strip())
    evidence = _evidence(answer, turn, titles, texts)
    return f'<div class="answer {escape(answer.kind)}">{note}{lead}{body}{evidence}</div>'


def _lead(answer: Answer) -> tuple[str, str]:
    """The words that answer, set larger, and the reply without them; only where the reply itself opens with them.

    An LLM's reply may go on with the same sentence, and stays whole.
    """
    words = " ".join(answer.span.quote.split()) if answer.span is not None else ""
    if not words or answer.kind != "answer" or answer.sentences or not answer.text.startswith(words):
        return "", answer.text
    size = "lead long" if len(words) > LONG_LEAD else "lead"
    return f'<p class="{size}">{escape(words)}</p>', answer.text.removeprefix(words).lstrip("。. ")


def _highlight(citation: Citation) -> Highlight:
    return Highlight(str(citation.marker), citation.start, citation.end, field=citation.field)


def _line(line: str, answer: Answer, turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    """One line of the reply; a number that no citation has stays text."""
    by_marker = {str(c.marker): c for c in answer.citations}
    parts, cursor = [], 0
    for match in _MARKER.finditer(line):
        citation = by_marker.get(match[1])
        if citation is None:
            continue
        last = max(cursor, match.start() - 1)  # stays on one line with the mark
        mark = f"{escape(line[last : match.start()])}{_cite(citation, turn, titles, texts)}"
        parts += [escape(line[cursor:last]), f'<span class="nobr">{mark}</span>']
        cursor = match.end()
    parts.append(escape(line[cursor:]))
    kind = "said" if line.lstrip()[:1] in '“「『"' else "plain"
    return f'<p class="{kind}">{_verdicts("".join(parts)) if answer.sentences else "".join(parts)}</p>'


def _verdicts(html: str) -> str:
    """An LLM's sentences that their source does not bear out say so; here the words are set apart."""
    return _VERDICT.sub(r'<strong class="verdict">\g<0></strong>', html)


def _target(turn: int, marker: str, doc_id: str, start: int, end: int) -> str:
    return (
        f'data-turn="{turn}" data-marker="{escape(marker)}" data-doc="{escape(doc_id)}" '
        f'data-start="{start}" data-end="{end}"'
    )


def _cite(citation: Citation, turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    passage = citation.passage
    where = location(passage, titles.get(passage.doc_id, passage.doc_id), texts.language)
    label = texts.citation.format(citation.marker, where)
    target = _target(turn, str(citation.marker), passage.doc_id, citation.start, citation.end)
    return (
        f'<button type="button" class="cite" {target} data-place="{escape(where)}" '
        f'data-quote="{escape(citation.quote)}" aria-label="{escape(label)}">〔{citation.marker}〕</button>'
    )


def _passage(marker: str, passage: Passage, score: str, turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    title = titles.get(passage.doc_id, passage.doc_id)
    where = location(passage, title, texts.language)
    if len(titles) == 1:
        where = where.removeprefix(f"{title} · ")
    above, dot, nth = where.rpartition(" · ")
    excerpt = " ".join(passage.text.split())
    target = _target(turn, marker, passage.doc_id, passage.start, passage.end)
    return (
        f'<li><button type="button" class="goto" {target}><span class="where">'
        f'<span class="above">{escape(above)}</span><span class="nth">{escape(dot + nth)}</span></span>'
        f'<span class="score">{escape(score)}</span><span class="excerpt">{escape(excerpt)}</span></button></li>'
    )


def _uncited_list(found: Sequence[tuple[str, Hit]], turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    items = (_passage(m, hit.passage, texts.score.format(hit.score), turn, titles, texts) for m, hit in found)
    return f'<ol class="passages">{"".join(items)}</ol>'


def _evidence(answer: Answer, turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    """What the reply rests on, and what was found beside it, one click away."""
    others = uncited(answer)
    if not answer.citations and not others:
        return ""
    scores = {hit.passage.passage_id: texts.score.format(hit.score) for hit in answer.hits}
    cited = "".join(
        _passage(str(c.marker), c.passage, scores.get(c.passage.passage_id, ""), turn, titles, texts)
        for c in answer.citations
    )
    parts = [f'<h4>{escape(texts.cited_heading)}</h4><ol class="passages">{cited}</ol>'] if cited else []
    summary = [texts.evidence.format(len(answer.citations))]
    if others:
        parts.append(f"<h4>{escape(texts.uncited_heading)}</h4>{_uncited_list(others, turn, titles, texts)}")
        summary.append(texts.uncited.format(len(others)))
    title = escape(" · ".join(summary))
    return f'<details class="evidence"><summary>{title}</summary>{"".join(parts)}</details>'


def _refusal(answer: Answer, turn: int, titles: Mapping[str, str], texts: Texts, note: str) -> str:
    why = answer.reason or texts.refused_why.format(answer.rewritten_question)
    near = uncited(answer)
    nearest = f"<h4>{escape(texts.nearest)}</h4>{_uncited_list(near, turn, titles, texts)}" if near else ""
    return f'<div class="answer refusal"><h3>{escape(texts.refused)}</h3><p class="why">{escape(why)}</p>{note}{nearest}</div>'
