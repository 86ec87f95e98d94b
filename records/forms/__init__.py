"""Shapes of what the pages of records take."""
