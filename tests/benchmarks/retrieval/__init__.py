"""How well every searcher finds, on every set, by commit: ``make bench-retrieval``; ../README.md says what is measured."""
