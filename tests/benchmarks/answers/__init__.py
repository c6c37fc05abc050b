"""How good the replies are beside the best sentence by BM25, both cut to the same length."""
