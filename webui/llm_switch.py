"""The box by which a question goes to the LLM too."""

import gradio as gr

from ..qa.llm.settings import LlmSettings
from .texts import Texts


def llm_switch(llm: LlmSettings | None, texts: Texts) -> gr.Checkbox:
    """Off whenever a page is opened, and there only where an LLM is set up; it names where the passages would go."""
    label = texts.llm.format(llm.model, llm.host) if llm else ""
    return gr.Checkbox(False, label=label, visible=llm is not None, container=False, elem_id="yw-llm")
