"""How well the checker of an LLM's sentences tells the true from the false: mutations and faithful paraphrases."""
