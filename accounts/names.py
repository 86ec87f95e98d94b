"""What a name may hold. No Django, no I/O."""

import unicodedata

# Characters that reorder the text around them: a name such as "invoice\u202Egnp.exe" reads as something else.
DIRECTION_CHARACTERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def misleading(text: str) -> str:
    """The first direction or control character or line break in it, which no name needs; empty when it has none."""
    return next((c for c in text if c in DIRECTION_CHARACTERS or unicodedata.category(c) in ("Cc", "Zl", "Zp")), "")
