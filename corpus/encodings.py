"""Bytes to text: strictly, and never a garbled one. What cannot be told for certain is refused in one sentence.

UTF-8 proves itself. The others are weighed: each reading that decodes gets the log-likelihood of its characters under a
coarse model of Chinese text, and the best one wins if it wins clearly and looks like text by itself.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from .errors import DocumentError
from .frequent import FREQUENT

_SIGNATURES = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "ZIP/DOCX/EPUB",
    b"\xd0\xcf\x11\xe0": "DOC/XLS",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "ELF",
}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters and non-characters that no text file holds; tab, line ends, form feed and NEL are allowed.
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3,}")
_WINDOW = re.compile(r"[^\n\r]{1,32}")
_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd]")

# Natural logarithms of the chance of one character: of the frequent (73 % on about 650 characters), of the other common
# hanzi (25 % on 7,000), of the rare ones, of what hardly stands in Chinese text.
_FREQUENT, _ASCII, _COMMON, _RARE, _STRANGE, _NEVER = -6.8, -4.5, -10.3, -13.8, -15.0, -20.0
# Below this mean a reading isn't text. Measured on the sentences of tests/test_corpus_encodings.py: right readings lie
# above -9.5, wrong ones below -10.8.
_PLAUSIBLE = -10.0
# A reading wins by this much: odds of 3,000 to 1.
_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    score: float
    mean: float


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Decode a file's bytes.

    Args:
        data: The bytes.
        where: The file's name, for the sentence of an error.

    Returns:
        The text, without a byte-order mark and with its line endings as they were, and the encoding's name:
        ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``gb18030``, ``big5`` or ``big5-hkscs``.

    Raises:
        DocumentError: The bytes are no text, of no known encoding, of two, or could be read in two ways.
    """
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise _binary(where, kind)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, where), encoding
    text = _strict(data, "utf-8")
    if text is not None and not _BINARY.search(text):
        if _could_be_another(data, text):
            raise _ambiguous(where)
        return text, "utf-8"
    return _weighed(data, where)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _marked(data: bytes, encoding: str, where: str) -> str:
    text = _strict(data, encoding)
    if text is None:
        raise DocumentError(
            f"{where} 的开头标明是 {encoding}，后面的内容却不是；请用编辑器打开检查，另存为 UTF-8。",
            f"{where} announces {encoding} but does not hold to it; open it in an editor, check it and save it as UTF-8.",
        )
    if _BINARY.search(text):
        raise _binary(where)
    return text


def _could_be_another(data: bytes, text: str) -> bool:
    """Whether a few bytes that are valid UTF-8 read as everyday Chinese in another encoding, and as nothing in UTF-8."""
    if len(data) > 64 or len(data) < 2 or (data.isascii() and len(data) < 4) or _HANZI.search(text):
        return False
    if not data.isascii() and any(c.isascii() and c.isalpha() for c in text):
        return False
    rivals = ("utf-16-le", "utf-16-be") if data.isascii() else ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
    readings = (_strict(data, encoding) for encoding in rivals)
    return any(r and _HANZI.search(r) and all(c in FREQUENT or c in "\r\n" for c in r) for r in readings)


def _weighed(data: bytes, where: str) -> tuple[str, str]:
    readings = sorted(_readings(data), key=lambda reading: -reading.score)
    plausible = [r for r in readings if r.mean >= _PLAUSIBLE]
    if not plausible:
        raise _unreadable(data, where, bool(readings))
    best = plausible[0]
    if best is not readings[0] or any(best.score - r.score < _MARGIN for r in readings[1:]):
        raise _ambiguous(where)
    if _mixed(data, best):
        raise _two_encodings(where)
    return best.text, best.encoding


def _readings(data: bytes) -> list[_Reading]:
    """Every way to read the bytes in full."""
    found = []
    for name, codecs_ in _CANDIDATES.items():
        if b"\0" in data and not name.startswith("utf-16"):
            continue
        text = next((t for codec in codecs_ if (t := _strict(data, codec)) is not None), None)
        if text and not _BINARY.search(text):
            score = _likelihood(text)
            label = "big5-hkscs" if name == "big5" and _strict(data, "cp950") is None else name
            found.append(_Reading(label, text, score, _mean(text, score)))
    return found


# Windows' Big5 first: it has the name dot ‧ where big5hkscs has a bullet.
_CANDIDATES = {
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "utf-16-le": ("utf-16-le",),
    "utf-16-be": ("utf-16-be",),
}


@cache
def _levels() -> frozenset[str]:
    """The hanzi of first rank in GB 2312 (3,755) and Big5 (5,401), and the full-width forms."""
    low = range(0xA1, 0xFF)
    gb = b"".join(bytes((high, trail)) for high in range(0xB0, 0xD8) for trail in low if (high, trail) < (0xD7, 0xFA))
    trails = [*range(0x40, 0x7F), *low]
    big5 = b"".join(
        bytes((high, trail)) for high in range(0xA4, 0xC7) for trail in trails if (high, trail) < (0xC6, 0x7F)
    )
    wide = "".join(map(chr, range(0xFF01, 0xFF5F)))
    return frozenset(gb.decode("gb2312") + big5.decode("big5") + wide)


@cache
def _weight(char: str) -> float:
    if char in FREQUENT:
        return _FREQUENT
    if char.isascii():
        return _ASCII
    if char in _levels():
        return _COMMON
    if _HANZI.match(char) or char in "①②③④⑤⑥⑦⑧⑨⑩→★●■◆※〇℃×÷±％‰￥§№〔〕①–﹁﹂﹃﹄︰":
        return _RARE
    return _NEVER if "\ue000" <= char <= "\uf8ff" or not char.isprintable() else _STRANGE


def _likelihood(text: str) -> float:
    return sum(_weight(char) * count for char, count in Counter(text).items() if char not in "\r\n")


def _mean(text: str, score: float) -> float:
    """The likelihood of one character that isn't ASCII (ASCII says nothing about the encoding)."""
    plain = sum(count for char, count in Counter(text).items() if char.isascii())
    breaks = text.count("\n") + text.count("\r")
    others = len(text) - plain
    return (score - (plain - breaks) * _ASCII) / others if others else _ASCII


def _mixed(data: bytes, best: _Reading) -> bool:
    """Whether a stretch of the text is clearly written in another encoding than the rest."""
    if not best.encoding.startswith("utf-16"):
        for run in _UTF8_RUN.finditer(data):
            text = _strict(run.group(), "utf-8")
            if text and _mean(text, _likelihood(text)) > _PLAUSIBLE:
                return True
    codec = "gb18030" if best.encoding == "gb18030" else "big5hkscs" if best.encoding != "big5" else "cp950"
    if best.encoding.startswith("utf-16"):
        return False
    other = "big5hkscs" if codec == "gb18030" else "gb18030"
    for window in _WINDOW.finditer(best.text):
        stretch = window.group()
        score = _likelihood(stretch)
        if len(stretch) < 4 or _mean(stretch, score) > _PLAUSIBLE - 1:
            continue
        raw = stretch.encode(codec)
        for rival in (_strict(raw, other), _strict(raw[1:], other), _strict(raw[:-1], other)):
            if rival and _mean(rival, _likelihood(rival)) > _PLAUSIBLE + 0.5:
                return True
    return False


def _unreadable(data: bytes, where: str, decodes: bool) -> DocumentError:
    if b"\0" in data or _control_share(data) > 0.02:
        return _binary(where)
    if _UTF8_RUN.search(data):
        return _two_encodings(where)
    if _line_encodings(data) > 1:
        return _two_encodings(where)
    del decodes
    return DocumentError(
        f"认不出 {where} 的文字编码（试过 UTF-8、UTF-16、GB18030、Big5）；请用编辑器打开，另存为 UTF-8。",
        f"The encoding of {where} is none of UTF-8, UTF-16, GB18030 and Big5; open it in an editor and save it as UTF-8.",
    )


def _control_share(data: bytes) -> float:
    control = len(data.translate(None, bytes(b for b in range(256) if b >= 32 or b in b"\t\n\r\f")))
    return control / max(len(data), 1)


def _line_encodings(data: bytes) -> int:
    """How many encodings the lines are clearly written in, taken one by one."""
    seen = set()
    for line in data.splitlines():
        good = [r for r in _readings(line) if r.mean >= _PLAUSIBLE]
        if good and not line.isascii():
            seen.add(max(good, key=lambda r: r.score).encoding)
    return len(seen)


def _binary(where: str, kind: str = "") -> DocumentError:
    zh = f"是 {kind} 文件" if kind else "是二进制文件"
    en = f"a {kind} file" if kind else "a binary file"
    return DocumentError(
        f"{where} {zh}，不是文本；请先导出为 UTF-8 编码的 .txt 或 .md。",
        f"{where} is {en}, not text; export it as a .txt or .md in UTF-8 first.",
    )


def _ambiguous(where: str) -> DocumentError:
    return DocumentError(
        f"{where} 的内容太短或太特殊，不止一种编码读得通；请用编辑器另存为 UTF-8。",
        f"{where} can be read in more than one encoding; save it as UTF-8 in an editor.",
    )


def _two_encodings(where: str) -> DocumentError:
    return DocumentError(
        f"{where} 里混有两种编码，或有损坏的字节；请用编辑器打开检查，另存为 UTF-8。",
        f"{where} mixes two encodings or holds damaged bytes; open it in an editor, check it and save it as UTF-8.",
    )
