"""Korean beside English: which of the two a reader gets."""

from django.utils.translation import get_language


def in_reader_language(korean: str, english: str) -> str:
    """Korean unless the reader reads English and there is English to read."""
    return english if english and get_language() == "en" else korean
