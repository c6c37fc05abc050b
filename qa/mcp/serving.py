"""Both ways to reach the server: standard input and output, or HTTP."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from ...corpus.errors import YinwenError
from .interrupting import interruptible_stdin

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104


def over_stdio(server: MCPServer) -> None:
    """Serves until standard input ends. Meanwhile what anything else prints goes to standard error: the SDK sees to it.

    Raises:
        KeyboardInterrupt: It was interrupted.
    """
    with interruptible_stdin():
        asyncio.run(server.run_stdio_async())


class _Server(uvicorn.Server):
    """Says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def over_http(server: MCPServer, host: str, held: socket.socket, ready: Callable[[str], None]) -> None:
    """Serves at ``/mcp`` until interrupted.

    Args:
        server: The tools.
        host: Where ``held`` is bound.
        held: A listening socket.
        ready: Called with the URL for a client once requests are taken.
    """
    app = server.streamable_http_app(host=host, transport_security=security(host))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, ws="none")
    _Server(config, lambda: ready(url_of(host, held))).run(sockets=[held])


def security(host: str) -> TransportSecuritySettings:
    """Requests under no other host name than that of the address, and from no web page of elsewhere; so that no foreign
    site reaches the documents through a name that it points at this machine. Bound to all addresses a machine has names
    that it does not know itself: there the host is not looked at.
    """
    if host in _ANYWHERE:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    named = f"[{host}]" if ":" in host else host
    names = _LOOPBACK if named in _LOOPBACK else (named,)
    return TransportSecuritySettings(
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[form for name in names for form in (f"http://{name}", f"http://{name}:*")],
    )


def listening(host: str, port: int) -> socket.socket:
    """A listening socket at exactly this address.

    Raises:
        YinwenError: The port is in use, or the address can't be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        if not 0 <= port < 1 << 16:
            raise OSError("0-65535")
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise YinwenError(
            f"不能在 {host} 的端口 {port} 上提供服务（{error}）；请用 --host 和 --port 换一处。",
            f"Nothing can be served at {host}, port {port} ({error}); choose another place with --host and --port.",
        ) from error


def url_of(host: str, held: socket.socket) -> str:
    """What a client is given."""
    return f"http://{f'[{host}]' if ':' in host else host}:{held.getsockname()[1]}/mcp"
