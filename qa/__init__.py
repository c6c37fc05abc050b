"""Questions to answers with citations. What is listed here is what ``docs/python.md`` describes."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..corpus.errors import BusyError as BusyError
    from ..corpus.errors import DamagedError as DamagedError
    from ..corpus.errors import DocumentError as DocumentError
    from ..corpus.errors import EncoderError as EncoderError
    from ..corpus.errors import IndexMismatchError as IndexMismatchError
    from ..corpus.errors import LlmError as LlmError
    from ..corpus.errors import MissingExtraError as MissingExtraError
    from ..corpus.errors import QuestionError as QuestionError
    from ..corpus.errors import YinwenError as YinwenError
    from ..corpus.types import Document as Document
    from ..corpus.types import Passage as Passage
    from ..index.rows import DocumentInfo as DocumentInfo
    from ..index.types import Hit as Hit
    from .assistant import Assistant as Assistant
    from .async_assistant import AsyncAssistant as AsyncAssistant
    from .llm.settings import LlmSettings as LlmSettings
    from .llm.stop import Stop as Stop
    from .types import Answer as Answer
    from .types import Checked as Checked
    from .types import Citation as Citation
    from .types import Turn as Turn

_MODULES = {
    "..corpus.errors": (
        "BusyError", "DamagedError", "DocumentError", "EncoderError", "IndexMismatchError", "LlmError",
        "MissingExtraError", "QuestionError", "YinwenError",
    ),
    "..corpus.types": ("Document", "Passage"),
    "..index.rows": ("DocumentInfo",),
    "..index.types": ("Hit",),
    ".assistant": ("Assistant",),
    ".async_assistant": ("AsyncAssistant",),
    ".llm.settings": ("LlmSettings",),
    ".llm.stop": ("Stop",),
    ".types": ("Answer", "Checked", "Citation", "Turn"),
}  # fmt: skip
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    """Imports the public names when they are asked for: ``yinwen --help`` must not pay for the index."""
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
