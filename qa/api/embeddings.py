"""``/v1/embeddings``: the library's encoder, for OpenAI's clients."""

import base64
from typing import Any

import numpy as np
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...index.encoder import load_piece_counter
from ...index.types import Vectors
from ..assistant import Assistant
from .bodies import EmbeddingBody
from .errors import ApiError
from .gate import Gate
from .language import spoken
from .models import EMBEDDING, check_model


def embeddings_router(assistant: Assistant, gate: Gate) -> APIRouter:
    """The route; a text longer than the encoder's window is embedded by its beginning."""
    router = APIRouter()

    @router.post("/v1/embeddings")
    async def embed(body: EmbeddingBody, request: Request) -> Response:
        spoken(request, body.language)
        check_model(body.model, [EMBEDDING])
        return JSONResponse(await gate.run(lambda: _embedded(assistant, body)))

    return router


def _embedded(assistant: Assistant, body: EmbeddingBody) -> dict[str, Any]:
    texts = [body.input] if isinstance(body.input, str) else body.input
    encoder = assistant.library.encoder
    if body.dimensions not in (None, encoder.dim):
        raise ApiError(
            400,
            "bad_dimensions",
            f"向量是 {encoder.dim} 维的，不能改成 {body.dimensions} 维；请去掉 dimensions。",
            f"The vectors have {encoder.dim} dimensions, not {body.dimensions}; leave dimensions out.",
        )
    encode = encoder.encode_queries if body.input_type == "query" else encoder.encode_passages
    vectors, pieces = encode(texts), load_piece_counter()
    written = _base64(vectors) if body.encoding_format == "base64" else vectors.tolist()
    tokens = sum(map(pieces, texts))
    return {
        "object": "list",
        "model": body.model,
        "data": [{"object": "embedding", "index": n, "embedding": value} for n, value in enumerate(written)],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }


def _base64(vectors: Vectors) -> list[str]:
    return [base64.b64encode(vector.astype(np.dtype("<f4")).tobytes()).decode() for vector in vectors]
