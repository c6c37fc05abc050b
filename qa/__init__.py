"""Questions to answers with citations."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assistant import Assistant as Assistant
    from .types import Answer as Answer
    from .types import Citation as Citation

__all__ = ["Answer", "Assistant", "Citation"]


def __getattr__(name: str) -> Any:
    """Imports the public names when they are asked for: ``yinwen --help`` must not pay for the index."""
    if name == "Assistant":
        from .assistant import Assistant

        return Assistant
    if name in __all__:
        from . import types

        return getattr(types, name)
    raise AttributeError(name)
