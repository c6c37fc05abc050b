"""PDF files made for tests: pages of Chinese and English, set and wrapped as a word processor does."""

import io
from collections.abc import Callable, Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_STYLES = {
    "zh": ParagraphStyle("zh", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK"),
    "head": ParagraphStyle("head", fontName=FONT, fontSize=16, leading=26, wordWrap="CJK"),
    "en": ParagraphStyle("en", fontName="Helvetica", fontSize=12, leading=16),
}


def make_pdf(
    pages: Sequence[Sequence[tuple[str, str]]], foot: Callable[[int], str] = lambda _: "", head: str = "", **told: str
) -> bytes:
    """Pages of (style, text); ``foot`` gives what stands below the page of a number, ``told`` the file's properties."""

    def furnish(canvas, document):
        canvas.setFont(FONT, 9)
        canvas.drawString(80, 810, head)
        canvas.drawString(290, 30, foot(document.page))

    story = []
    for page in pages:
        story += [Paragraph(text, _STYLES[style]) for style, text in page] or [Spacer(1, 1)]
        story.append(PageBreak())
    stream = io.BytesIO()
    SimpleDocTemplate(stream, **told).build(story[:-1], onFirstPage=furnish, onLaterPages=furnish)
    return stream.getvalue()
