"""The ways a message can take, one module each: an address and what to say go in, an `Answer` comes out.

E-mail keeps a connection and has its own place (`email`); every other channel is a function of a letter and a
destination.
"""

from __future__ import annotations

from collections.abc import Callable

from ..letter import Letter
from . import slack, teams, webhook
from .answers import Answer
from .webhook import SignedDestination

Send = Callable[[Letter, SignedDestination], Answer]


def transport(channel: str) -> Send:
    """Of "slack", "teams", "webhook" or "apprise"; raises `KeyError` for any other."""
    if channel == "apprise":
        from . import apprise  # only where it sends: its library is large, and no page needs it

        return apprise.send
    return {"slack": slack.send, "teams": teams.send, "webhook": webhook.send}[channel]
