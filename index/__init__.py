"""Passages to vectors and words, and back to hits."""
