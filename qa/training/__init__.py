"""Fitting what qa ships; run from the clone, not part of the wheel."""
