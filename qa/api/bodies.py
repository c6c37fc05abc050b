"""What requests carry."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ...corpus.errors import Language
from ..types import Turn


def _whole(text: str) -> str:
    """The text, which JSON's escapes may have left with half a character that no file and no reply can hold."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("half of a surrogate pair")
    return text


Text = Annotated[str, AfterValidator(_whole)]
Words = Annotated[Text, Field(max_length=20_000)]
Filled = Annotated[Words, Field(min_length=1)]
Within = Annotated[list[Text], Field(min_length=1, max_length=1000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Message(_Body):
    """An earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Words


class AskBody(_Body):
    """``POST /api/ask``: the arguments of ``Assistant.ask``."""

    question: Text
    history: Annotated[list[Message | Words], Field(max_length=200)] = []
    within: Within | None = None
    strictness: Text | None = None
    language: Language | None = None
    llm: bool = False

    def turns(self) -> list[Turn | str]:
        """The history as the assistant takes it."""
        return [one if isinstance(one, str) else Turn(one.role, one.content) for one in self.history]


class SearchBody(_Body):
    """``POST /api/search``."""

    query: Text
    top_k: Annotated[int, Field(ge=1, le=100)] = 10
    within: Within | None = None
    language: Language | None = None


class DocumentBody(_Body):
    """``POST /api/documents``: a text and the name that it gets; Markdown where the name ends so."""

    name: Annotated[Text, Field(min_length=1, max_length=200)]
    text: Text


class ChatPart(BaseModel):
    """A part of a message; those that are no text are left out."""

    type: str
    text: Text = ""


class ChatMessage(BaseModel):
    """A message as OpenAI's clients send it; roles other than ``user`` and ``assistant`` are not read."""

    role: str
    content: Words | list[ChatPart] | None = None

    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatBody(BaseModel):
    """``POST /v1/chat/completions``; what steers a model's sampling is taken and has no effect."""

    model: Text
    messages: Annotated[list[ChatMessage], Field(max_length=200)]
    stream: bool = False
    within: Within | None = None
    strictness: Text | None = None
    language: Language | None = None

    def asked(self) -> tuple[str, list[Turn]]:
        """The last message of the user, and what was said before it; an empty question where there is none."""
        spoken = [Turn(one.role, one.text()) for one in self.messages if one.role in ("user", "assistant")]
        last = max((n for n, turn in enumerate(spoken) if turn.role == "user"), default=None)
        return ("", []) if last is None else (spoken[last].content, spoken[:last])


class EmbeddingBody(BaseModel):
    """``POST /v1/embeddings``; ``input_type`` is ``query`` for what looks for passages."""

    model: Text
    input: Filled | Annotated[list[Filled], Field(min_length=1, max_length=256)]
    input_type: Literal["passage", "query"] = "passage"
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None
    language: Language | None = None
