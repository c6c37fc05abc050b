"""The page, and the server that carries it. Imports nothing heavy: gradio comes with ``page`` and ``server``."""

import os

# Gradio reads this when it is imported and would otherwise report each start to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
