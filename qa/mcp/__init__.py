"""An MCP server (``yinwen[mcp]``): other programs ask and read the documents, over standard input and output or HTTP."""
