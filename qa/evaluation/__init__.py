"""Batch evaluation: questions with gold in, predictions and a report out."""
