"""Shapes of what the API of records takes and gives."""
