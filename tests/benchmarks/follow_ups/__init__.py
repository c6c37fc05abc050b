"""Conversations with follow-ups: which are answered, from the right place, and what an earlier question spoils."""
