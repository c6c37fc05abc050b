"""Plots as inline SVG. Colours are the page's, by class, so that they follow light and dark; all text is escaped."""

from collections.abc import Sequence
from html import escape

from ..risk import Curve

_WIDE, _HIGH = 348, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 10, 42
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_BAR, _LABEL, _LENGTH = 26, 150, 300


def _x(share: float) -> float:
    return _LEFT + share * (_WIDE - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HIGH - _BOTTOM - share * (_HIGH - _TOP - _BOTTOM)


def _open(wide: float, high: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
    )


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(points: Sequence[tuple[float, float]], kind: str) -> str:
    places = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    return f'<polyline points="{places}" class="{kind}"/>' if len(points) > 1 else ""


def _axes(across: str, up: str) -> str:
    parts = []
    for tick in _TICKS:
        parts.append(_line([(tick, 0), (tick, 1)], "grid") + _line([(0, tick), (1, tick)], "grid"))
        parts.append(_text(_x(tick), _y(0) + 15, f"{tick:g}", "tick"))
        parts.append(_text(_x(0) - 6, _y(tick) + 4, f"{tick:g}", "tick", "end"))
    middle = (_HIGH - _BOTTOM + _TOP) / 2
    parts.append(_text((_x(0) + _x(1)) / 2, _HIGH - 8, across, "axis"))
    parts.append(f'<g transform="rotate(-90 12 {middle:g})">{_text(12, middle, up, "axis")}</g>')
    return "".join(parts)


def curve_plot(
    curve: Curve,
    title: str,
    across: str,
    up: str,
    *,
    now: tuple[float, float] | None = None,
    solid_to: float = 1.0,
    diagonal: bool = False,
) -> str:
    """A curve over the unit square.

    Args:
        curve: Points from left to right.
        title: For those who can't see it, and as its tooltip.
        across: Of the horizontal axis.
        up: Of the vertical one.
        now: The point in use, drawn as a dot.
        solid_to: Where the line becomes dashed.
        diagonal: Whether to draw what chance gives.
    """
    split = sum(x <= solid_to + 1e-9 for x, _ in curve)
    parts = [_open(_WIDE, _HIGH, title), _axes(across, up)]
    if diagonal:
        parts.append(_line([(0, 0), (1, 1)], "chance"))
    parts += [_line(curve[:split], "curve"), _line(curve[max(split - 1, 0) :], "curve beyond")]
    if now is not None:
        label = f"({now[0]:.3f}, {now[1]:.3f})"
        parts.append(f'<circle cx="{_x(now[0]):.1f}" cy="{_y(now[1]):.1f}" r="4.5" class="now">')
        parts.append(f"<title>{label}</title></circle>")
    return "".join([*parts, "</svg>"])


def bar_plot(rows: Sequence[tuple[str, float, tuple[float, float] | None, int]], title: str) -> str:
    """Shares as bars from left to right, each with its interval as a whisker.

    Args:
        rows: ``(label, share, interval, number of questions)``.
        title: For those who can't see it, and as its tooltip.
    """
    high = _BAR * len(rows) + 8
    parts = [_open(_LABEL + _LENGTH + 96, high, title)]
    for number, (label, share, interval, count) in enumerate(rows):
        top = number * _BAR + 4
        middle = top + _BAR / 2
        shown = label if len(label) <= 16 else label[:15] + "…"
        parts.append(_text(_LABEL - 8, middle + 4, shown, "tick", "end"))
        parts.append(f'<rect x="{_LABEL}" y="{top + 5}" width="{_LENGTH}" height="{_BAR - 10}" class="rest"/>')
        parts.append(
            f'<rect x="{_LABEL}" y="{top + 5}" width="{share * _LENGTH:.1f}" height="{_BAR - 10}" class="bar"/>'
        )
        if interval:
            low, top_end = (_LABEL + end * _LENGTH for end in interval)
            parts.append(
                f'<path d="M{low:.1f} {middle}H{top_end:.1f}M{low:.1f} {middle - 4}v8M{top_end:.1f} {middle - 4}v8" class="whisker"/>'
            )
        parts.append(_text(_LABEL + _LENGTH + 8, middle + 4, f"{share:.3f} (n={count})", "tick", "start"))
    return "".join([*parts, "</svg>"])


def histogram(answerable: Sequence[float], unanswerable: Sequence[float], title: str, across: str, up: str) -> str:
    """How the probabilities of both kinds of question lie: the share of each kind in ten bins, side by side."""
    parts = [_open(_WIDE, _HIGH, title), _axes(across, up)]
    for side, (values, kind) in enumerate(((answerable, "bar"), (unanswerable, "bar other"))):
        for bin_number in range(10 if values else 0):
            inside = sum(min(int(value * 10), 9) == bin_number for value in values) / len(values)
            left, wide = _x(bin_number / 10 + 0.01 + side * 0.04), _x(0.04) - _x(0)
            parts.append(
                f'<rect x="{left:.1f}" y="{_y(inside):.1f}" width="{wide:.1f}" height="{_y(0) - _y(inside):.1f}" class="{kind}"/>'
            )
    return "".join([*parts, "</svg>"])
