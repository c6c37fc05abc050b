"""The models that OpenAI's clients can name, and ``/v1/models``."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter

from ..assistant import Assistant
from .errors import ApiError

PLAIN, LLM, EMBEDDING = "yinwen", "yinwen-llm", "yinwen-embedding"


def models_router(assistant: Assistant) -> APIRouter:
    """The routes that list them."""
    router = APIRouter()

    def names() -> list[str]:
        return [*chat_models(assistant), EMBEDDING]

    @router.get("/v1/models")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [_model(name) for name in names()]}

    @router.get("/v1/models/{name}")
    async def model(name: str) -> dict[str, Any]:
        check_model(name, names())
        return _model(name)

    return router


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "yinwen"}


def chat_models(assistant: Assistant) -> list[str]:
    """Those that answer."""
    return [PLAIN, LLM] if assistant.llm else [PLAIN]


def check_model(name: str, names: Sequence[str]) -> None:
    """Looks whether a model is one of these.

    Raises:
        ApiError: It is not.
    """
    if name not in names:
        hint = {"zh": f"（{LLM} 须先设置 YINWEN_LLM_MODEL）", "en": f" ({LLM} needs YINWEN_LLM_MODEL to be set)"}
        shown = hint if name == LLM else {"zh": "", "en": ""}
        raise ApiError(
            404,
            "model_not_found",
            f"这里没有模型 {name}；可用的是 {'、'.join(names)}{shown['zh']}。",
            f"There is no model {name} here; use {' or '.join(names)}{shown['en']}.",
        )
