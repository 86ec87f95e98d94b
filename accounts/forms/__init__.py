"""The shape of input, one module per page; what other apps' forms build on is here."""

from .base import NameField, OwnForm

__all__ = ["NameField", "OwnForm"]
