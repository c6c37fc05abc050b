"""Documents: from a file's bytes to text, structure, passages and sentences, each with its place in the original."""
