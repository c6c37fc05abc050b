"""Documents: from a file's bytes to text, structure, passages and sentences, each with its place in the original."""

from .encodings import decode
from .errors import DocumentError, YinwenError
from .normalize import Folded, fold, normalize
from .passages import SPLITTER_VERSION, location, split_passages
from .readers import READABLE, find_documents, read_document, read_text
from .sentences import clauses, sentences
from .types import Document, Paragraph, Passage, Section, Sentence

__all__ = [
    "READABLE",
    "SPLITTER_VERSION",
    "Document",
    "DocumentError",
    "Folded",
    "Paragraph",
    "Passage",
    "Section",
    "Sentence",
    "YinwenError",
    "clauses",
    "decode",
    "find_documents",
    "fold",
    "location",
    "normalize",
    "read_document",
    "read_text",
    "sentences",
    "split_passages",
]
