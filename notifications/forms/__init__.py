"""Shapes of input on pages."""
