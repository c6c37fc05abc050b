"""What a file of a packed format may ask for, and the one sentence where a parser gives up on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from .errors import DocumentError

MAX_BYTES = 50 << 20
"""Of a .docx, .pdf or .html file."""
MAX_UNPACKED = 200 << 20
"""Of all members of a .docx; of all content streams of a .pdf."""
MAX_RATIO = 200
"""Of a .docx unpacked to packed, where it unpacks to more than 10 MB; Word's own lie below 30."""
MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
_SMALL = 10 << 20
_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """What a format is called in a sentence, and how to mend a file of it."""

    name: str
    mend_zh: str
    mend_en: str


@contextmanager
def parsing(where: str, kind: Kind) -> Iterator[None]:
    """Turns whatever a parser of other people's dies of into one sentence.

    Raises:
        DocumentError: Anything was raised inside.
    """
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        raise damaged(where, kind) from error


def damaged(where: str, kind: Kind) -> DocumentError:
    """The file is not what its suffix says, or is broken."""
    return DocumentError(
        f"{where} 已损坏，或不是 {kind.name} 文件；{kind.mend_zh}。",
        f"{where} is damaged or is no {kind.name} file; {kind.mend_en}.",
    )


def refuse_large(size: int, where: str) -> None:
    """Refuses a file before it is read.

    Raises:
        DocumentError: It has more than ``MAX_BYTES``.
    """
    if size > MAX_BYTES:
        raise DocumentError(
            f"{where} 有 {size >> 20} MB，超过 {MAX_BYTES >> 20} MB；请拆成几个文件，或导出为 .txt。",
            f"{where} has {size >> 20} MB, over {MAX_BYTES >> 20} MB; split it or export it as .txt.",
        )


def excessive(where: str, what_zh: str, what_en: str) -> DocumentError:
    """The file asks for more than any document needs."""
    return DocumentError(
        f"{where} {what_zh}，没有读取；请拆成几个文件，或导出为 .txt。",
        f"{where} {what_en} and was not read; split it or export it as .txt.",
    )


def refuse_bomb(data: bytes, where: str) -> frozenset[str]:
    """Looks into a ZIP file without unpacking it.

    Returns:
        Its members' names.

    Raises:
        DocumentError: It would unpack to too much, or has too many members.
        zipfile.BadZipFile: It is none.
    """
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or (size > _SMALL and size > MAX_RATIO * len(data)) or len(members) > _MEMBERS:
        raise excessive(where, f"解压后有 {size >> 20} MB、{len(members)} 项", f"unpacks to {size >> 20} MB")
    if any(member.flag_bits & 1 for member in members):
        raise BadZipFile("encrypted")
    return frozenset(member.filename for member in members)
