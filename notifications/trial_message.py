"""What became of a test message, told as it is.

"Accepted" is what a channel answers, which is not that anybody has read it; and a message that nobody sends is not
"being sent", so after a while the words say that the worker seems to stand still.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Channel, Message, OutboundHold
from .wording import answer_of

PATIENCE = timedelta(seconds=60)  # four ticks of the worker

ADVICE: dict[str, Any] = {
    Channel.EMAIL: gettext_lazy("Look whether the address is right. If it is, tell your administrator."),
    Channel.SLACK: gettext_lazy("Look in Slack whether the webhook is still there, and paste its address again."),
    Channel.TEAMS: gettext_lazy("Look in Teams whether the workflow is switched on, and paste its address again."),
    Channel.WEBHOOK: gettext_lazy("Look at what the receiver logged at this moment, and whether it knows the secret."),
    Channel.APPRISE: gettext_lazy("Look in the other service whether its token is still valid, and paste it again."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`state`: waiting, held, stuck, sending, retrying, accepted, failed or dropped. `answer` is the channel's own."""

    state: str
    words: str
    answer: str = ""
    advice: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether more is to come, so that a page asks again."""
        return self.state not in ("accepted", "failed", "dropped")

    @property
    def mark(self) -> tuple[str, str]:
        """The class and the shape of its mark."""
        match self.state:
            case "accepted":
                return "mark-ok", "check"
            case "failed" | "dropped":
                return "mark-risk", "warning"
            case "stuck" | "held" | "retrying":
                return "mark-watch", "warning"
        return "mark-idle", "clock"


def standing(message: Message, now: datetime) -> Standing:
    match message.state:
        case Message.State.ACCEPTED:
            meaning = _("The channel has taken it over. Whether anybody has read it, it does not say.")
            return Standing("accepted", _("Accepted by the channel"), answer_of(message.answer), meaning)
        case Message.State.FAILED:
            return Standing(
                "failed", _("The channel refused it"), answer_of(message.answer), str(ADVICE[message.channel])
            )
        case Message.State.LEASED:
            return Standing("sending", _("Being handed over"))
        case Message.State.DUE:
            return _waiting(message, now)
    words = message.get_state_display()
    return Standing("dropped", str(words), answer_of(message.answer), _("Send another one when you are ready."))


def _waiting(message: Message, now: datetime) -> Standing:
    to = message.destination
    if to is not None and to.disabled_at is not None:
        return Standing("dropped", _("The channel was switched off"), to.disabled_reason)
    if OutboundHold.objects.open().exists():
        advice = _("An administrator has put everything that goes out on hold. It goes when that ends.")
        return Standing("held", _("On hold"), advice=advice)
    if to is not None and to.free_at > now:
        return Standing(
            "retrying", _("The channel asked us to wait"), answer_of(message.answer), _("It is tried again by itself.")
        )
    if message.attempts or message.answer:
        advice = _("It is tried again by itself.")
        return Standing("retrying", _("Not through yet"), answer_of(message.answer), advice)
    if now - message.due_at > PATIENCE:
        advice = _("Nothing has picked it up. Tell your administrator; it goes as soon as the worker runs again.")
        return Standing("stuck", _("The worker seems to stand still"), advice=advice)
    return Standing("waiting", _("Waiting to be sent"), advice=_("It usually takes less than 15 seconds."))
