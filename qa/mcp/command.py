"""``yinwen mcp``."""

import argparse
from contextlib import closing

from ...corpus.errors import MissingExtraError
from ..async_assistant import AsyncAssistant
from ..cli import version
from ..commands import open_assistant, warn
from ..settings import Settings


def mcp_command(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serves until the client hangs up or the user interrupts. Standard output is the client's alone.

    Raises:
        MissingExtraError: The SDK is not installed.
        YinwenError: The port can't be had, or what is wrong with the index.
    """
    try:
        from .serving import listening, over_http, over_stdio
        from .tools import build_server
    except ModuleNotFoundError as missing:
        raise MissingExtraError("mcp", missing.name or "mcp") from missing
    with closing(AsyncAssistant(open_assistant(settings, asks=True))) as assistant:
        with assistant.assistant.library.reading():
            pass  # an index of another encoder or splitter is refused now, not at the first question
        server = build_server(assistant, settings.language, version())
        if not arguments.http:
            over_stdio(server)
            return 0
        with listening(arguments.host, arguments.port) as held:
            over_http(server, arguments.host, held, lambda url: warn(f"引文 MCP {url}"))
    return 0
