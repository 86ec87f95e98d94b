"""What events are called, and where the things they are about have their page.

The ledger knows no other app, and a page of one app shows events of another: each tells its words here when it starts
(`AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VERBS: dict[str, Any] = {}  # verb → words, translated when they are shown
PAGES: dict[str, str] = {}  # kind of target → name of the address that takes its id


def tell(verbs: Mapping[str, Any], pages: Mapping[str, str]) -> None:
    VERBS.update(verbs)
    PAGES.update(pages)


def what(verb: str) -> str:
    """The words of a verb; the verb itself where nobody told any."""
    return str(VERBS.get(verb, verb))
