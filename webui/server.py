"""The server that carries the page and the API, bound to this machine unless told otherwise."""

import asyncio
import errno
import os
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..corpus.errors import Language, YinwenError
from ..qa.api import add_api
from ..qa.assistant import Assistant

_HERE = Path(__file__).parent
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
# Whatever a document holds, the browser asks nobody but this server. Gradio's page needs inline script and eval.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class GuardHeaders:
    """Adds the headers that keep a page to this server to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; mark the response."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, marked if scope["type"] == "http" else send)


def build_app(
    assistant: Assistant,
    *,
    host: str = "127.0.0.1",
    language: Language = "zh",
    key: str | None = None,
    page: bool = True,
) -> FastAPI:
    """The page, the API and ``GET /healthz`` in one application.

    Args:
        assistant: What answers.
        host: Where it will be bound; on a loopback address requests under any other host name are refused, so that no
            foreign site can reach the page through a name that it points at this machine.
        language: Of the page, and of the API's messages to clients that name none.
        key: What clients of the API must send; None for none.
        page: False leaves the page out.
    """
    app = FastAPI(title="yinwen", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, object]:
        return {"status": "ok", "documents": len(assistant.documents())}

    add_api(app, assistant, key=key, loopback=host in _LOOPBACK or host == "::1", language=language)
    if host in _LOOPBACK:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=sorted(_LOOPBACK))
    app.add_middleware(GuardHeaders)
    if page:
        _add_page(app, assistant, host, language)
    return app


def _add_page(app: FastAPI, assistant: Assistant, host: str, language: Language) -> None:
    # Gradio makes an event loop for each lock that it makes outside of one, and never closes it: 11 for this page.
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(_mount_within_loop(app, assistant, host, language))
    else:
        _mount(app, assistant, host, language)


async def _mount_within_loop(app: FastAPI, assistant: Assistant, host: str, language: Language) -> None:
    _mount(app, assistant, host, language)


def _mount(app: FastAPI, assistant: Assistant, host: str, language: Language) -> None:
    import gradio as gr

    from .files_panel import LARGEST
    from .page import build_page

    gr.mount_gradio_app(
        app,
        build_page(assistant, language),
        path="/",
        server_name=host,
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=LARGEST,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        # Not ``css``: Gradio would rewrite each rule under its own prefix and lose shorthands that hold a variable.
        head=f"<style>{(_HERE / 'style.css').read_text('utf-8')}</style>",
        js=(_HERE / "page.js").read_text("utf-8"),
    )


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    *,
    language: Language = "zh",
    key: str | None = None,
    page: bool = True,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve page and API until interrupted.

    Args:
        assistant: What answers; closing it is the caller's.
        host: The only address that is bound.
        port: 0 takes a free one.
        open_browser: Whether to show the page in the user's browser.
        language: Of the page.
        key: What clients of the API must send; None for none.
        page: False leaves the page out.
        ready: Called with the address once the port is held.

    Raises:
        YinwenError: The port is in use, or the address cannot be bound.
    """
    import uvicorn

    with bind(host, port) as listening:
        app = build_app(assistant, host=host, language=language, key=key, page=page)
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        if ready is not None:
            ready(address)
        if open_browser:
            webbrowser.open(address)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, ws="none")
        uvicorn.Server(config).run(sockets=[listening])


def bind(host: str, port: int) -> socket.socket:
    """A listening socket at exactly this address, or a YinwenError that says why not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # a port just left is free again; on Windows the flag would share it with its holder
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise _refused(host, port, error) from error
    return listening


def _refused(host: str, port: int, error: Exception) -> YinwenError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return YinwenError(
            f"{host} 的端口 {port} 已被占用；用 --port 换一个，例如 --port {port + 1}。",
            f"Port {port} of {host} is in use; choose another, for example --port {port + 1}.",
        )
    return YinwenError(
        f"不能在 {host} 的端口 {port} 上提供页面（{error}）；检查 --host 和 --port。",
        f"The page cannot be served at {host}, port {port} ({error}); check --host and --port.",
    )
