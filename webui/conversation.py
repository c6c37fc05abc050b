"""What was asked and answered so far on one open page, and the left pane that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..qa.types import Answer, Turn
from .answer_view import render_answer
from .document_view import escape
from .texts import ZH, Texts


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer."""

    question: str
    answer: Answer


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The conversation as the assistant reads it."""
    return [
        turn
        for exchange in exchanges
        for turn in (Turn("user", exchange.question), Turn("assistant", exchange.answer.text))
    ]


def render_conversation(
    exchanges: Sequence[Exchange], examples: Sequence[str], titles: Mapping[str, str], texts: Texts = ZH
) -> str:
    """The conversation, or, before the first question, what can be asked; everything in it is escaped."""
    if not exchanges:
        return _welcome(examples, texts)
    turns = "".join(_exchange(exchange, n, titles, texts) for n, exchange in enumerate(exchanges))
    return f'<div class="turns" role="log" aria-label="{escape(texts.conversation_label)}">{turns}</div>'


def _exchange(exchange: Exchange, turn: int, titles: Mapping[str, str], texts: Texts) -> str:
    answer = exchange.answer
    rewritten = ""
    if answer.rewritten_question.strip() != exchange.question.strip():
        rewritten = f'<p class="rewritten">{escape(texts.rewritten.format(answer.rewritten_question))}</p>'
    return (
        f'<section class="turn" data-turn="{turn}"><div class="asked">'
        f'<p class="question">{escape(exchange.question)}</p>{rewritten}</div>'
        f"{render_answer(answer, turn, titles, texts)}</section>"
    )


def _welcome(examples: Sequence[str], texts: Texts) -> str:
    items = "".join(
        f'<li><button type="button" class="example" data-question="{escape(e)}">{escape(e)}</button></li>'
        for e in examples
    )
    heading = f'<h3>{escape(texts.examples)}</h3><ul class="examples">{items}</ul>' if items else ""
    return f'<div class="welcome"><h2>{escape(texts.welcome)}</h2><p>{escape(texts.welcome_hint)}</p>{heading}</div>'
