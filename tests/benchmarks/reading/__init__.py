"""How well the reader reads: words from the gold passage and from the pool, order of passages, yes or no."""
