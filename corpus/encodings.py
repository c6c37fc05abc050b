"""Bytes to text: strictly, and never a garbled one. What cannot be told for certain is refused in one sentence.

UTF-8 proves itself. The others are weighed: each reading that decodes gets the log-likelihood of its characters under a
coarse model of Chinese text, and the best one wins if it wins clearly and looks like text by itself.
"""

import codecs
import re
from dataclasses import dataclass

from .errors import DocumentError
from .plausibility import HANZI, common, likelihood, mean_likelihood

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
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Windows' Big5 before Hong Kong's: it has the name dot ‧ where big5hkscs has a bullet.
_CANDIDATES = {
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
# Control characters and non-characters that no text file holds; tab, line ends, form feed and NEL are allowed.
_BINARY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f")
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){3,}")
_WINDOW = re.compile(r"[^\n\r]{1,32}")

# Below this mean likelihood a reading isn't text. Measured on the sentences in tests/data of twelve characters and more:
# right readings lie above -8.4, Chinese read in a wrong encoding below -11.7, Korean in EUC-KR read as GB 2312 at -10.1.
_PLAUSIBLE = -9.6
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
    for mark, encoding in _MARKS:
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
            f"{where} announces {encoding} but does not hold to it; check it in an editor and save it as UTF-8.",
        )
    if _BINARY.search(text):
        raise _binary(where)
    return text


def _could_be_another(data: bytes, text: str) -> bool:
    """Whether a few bytes that are valid UTF-8 could as well be everyday Chinese in another encoding."""
    if not 2 <= len(data) <= 64 or HANZI.search(text):
        return False
    rivals = ["utf-16-le", "utf-16-be"]
    if not data.isascii():
        rivals += ["gb18030", "big5hkscs"]
        if any(char.isascii() and char.isalpha() for char in text):
            return False  # an accented word, most likely: café
    elif len(data) < 4:
        return False
    readings = ("".join((_strict(data, encoding) or "").split()) for encoding in rivals)
    return any(
        HANZI.search(reading) and all(common(char) or (char.isascii() and char in text) for char in reading)
        for reading in readings
    )


def _weighed(data: bytes, where: str) -> tuple[str, str]:
    readings = sorted(_readings(data), key=lambda reading: -reading.score)
    best = next((reading for reading in readings if reading.mean >= _PLAUSIBLE), None)
    if best is None:
        raise _unreadable(data, where)
    if any(best.score - other.score < _MARGIN for other in readings if other is not best):
        raise _ambiguous(where)
    if not best.encoding.startswith("utf-16") and _mixed(data, best):
        raise _two_encodings(where)
    return best.text, best.encoding


def _readings(data: bytes) -> list[_Reading]:
    """Every way to read the bytes in full; Hong Kong's Big5 only where Windows' fails."""
    found: list[_Reading] = []
    for name, codec in _CANDIDATES.items():
        if (b"\0" in data and not name.startswith("utf-16")) or (name == "big5-hkscs" and _strict(data, "cp950")):
            continue
        text = _strict(data, codec)
        if text and not _BINARY.search(text):
            found.append(_Reading(name, text, *likelihood(text)))
    return found


def _mixed(data: bytes, best: _Reading) -> bool:
    """Whether a stretch of the text is clearly written in another encoding than the rest."""
    runs = (_strict(run.group(), "utf-8") for run in _UTF8_RUN.finditer(data))
    if any(run and mean_likelihood(run) > _PLAUSIBLE for run in runs):
        return True
    rival = "big5hkscs" if best.encoding == "gb18030" else "gb18030"
    for window in _WINDOW.finditer(best.text):
        stretch = window.group()
        if len(stretch) < 4 or mean_likelihood(stretch) > _PLAUSIBLE - 1:
            continue
        raw = stretch.encode(_CANDIDATES[best.encoding])
        shifted = (_strict(raw[first:last], rival) for first in (0, 1) for last in (len(raw), -1))
        if any(text and mean_likelihood(text) > _PLAUSIBLE + 0.5 for text in shifted):
            return True
    return False


def _unreadable(data: bytes, where: str) -> DocumentError:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > 0.02 * len(data):
        return _binary(where)
    if _UTF8_RUN.search(data) or len(_line_encodings(data)) > 1:
        return _two_encodings(where)
    return DocumentError(
        f"认不出 {where} 的文字编码（试过 UTF-8、UTF-16、GB18030、Big5）；请用编辑器打开，另存为 UTF-8。",
        f"{where} is in none of the encodings UTF-8, UTF-16, GB18030 and Big5; open it in an editor, save it as UTF-8.",
    )


def _line_encodings(data: bytes) -> set[str]:
    """The encodings that the lines are written in, taken one by one."""
    seen = set()
    for line in data.splitlines():
        good = [reading for reading in _readings(line) if reading.mean >= _PLAUSIBLE]
        if good and not line.isascii():
            seen.add(max(good, key=lambda reading: reading.score).encoding)
    return seen


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
