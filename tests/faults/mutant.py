"""Known-bad code: delivery that marks messages as sent and sends them afterwards. The suite must go red on it."""

from __future__ import annotations

from django.utils import timezone

from tests.faults.app import app


@app.task(name="tests.mark_then_send", queue="email")
def mark_then_send() -> None:
    from notifications.channels.email import MailServer
    from notifications.mail import compose
    from notifications.models import Channel, Message
    from notifications.services import leases
    from notifications.services.delivery import load

    with MailServer() as server:
        while claims := leases.claim(20, Channel.EMAIL):
            marked = Message.objects.filter(pk__in=[claim.message_id for claim in claims])
            marked.update(state="accepted", lease_token=None, lease_until=None)
            for message in load(claims).values():
                server.send(compose(message, [line.notification for line in message.lines.all()], timezone.now()))


app.conf.beat_schedule["deliver_email"]["task"] = "tests.mark_then_send"
