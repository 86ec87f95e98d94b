"""File a mail as a record: for the alias of a mail server, such as `|manage.py file_mail`.

The server must have checked who sent it (SPF, DKIM) before it pipes it here: a From line alone proves nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.errors import Forbidden, Refusal
from accounts.models import User
from accounts.names import misleading
from records.mail import Mail, read_mail
from records.models import Kind, Record
from records.services.records import Participant, RecordDraft, write_record

LARGEST = 10 * 2**20
MOST_PEOPLE = 50


class Command(BaseCommand):
    help = "File the mail on standard input as a record. Exits with 65 or 77 and a sentence, so that it bounces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--launch", type=int, help="The launch's number; [#12] in the subject wins over it.")

    def handle(self, *args: Any, **options: Any) -> None:
        content = sys.stdin.buffer.read(LARGEST + 1)
        mail = read_mail(content[:LARGEST])
        by = User.objects.get_queryset().active().filter(email__iexact=mail.sender or "-").first()
        with translation.override(by.language if by else None):
            if len(content) > LARGEST:
                raise CommandError(_("The mail is larger than 10 MB."), returncode=os.EX_DATAERR)
            if by is None:
                raise CommandError(_("No person of the company sends from this address."), returncode=os.EX_NOPERM)
            self.stdout.write(self._file(mail, content, options["launch"], by))

    def _file(self, mail: Mail, content: bytes, launch_id: int | None, by: User) -> str:
        key = _key(mail, content)
        if Record.objects.filter(creation_key=key, created_by=by).exists():
            return _("It was filed before.")
        try:
            record = write_record(_draft(mail), by=by, project_id=mail.launch_id or launch_id, creation_key=key)
        except Forbidden as refusal:
            raise CommandError(refusal.message, returncode=os.EX_NOPERM) from refusal
        except Refusal as refusal:
            raise CommandError(refusal.message, returncode=os.EX_DATAERR) from refusal
        return _("Filed as record %(number)d.") % {"number": record.pk}


def _key(mail: Mail, content: bytes) -> UUID:
    """The same message, however often it is delivered, is one record."""
    return uuid5(NAMESPACE_URL, f"mid:{mail.message_id or hashlib.sha256(content).hexdigest()}")


def _draft(mail: Mail) -> RecordDraft:
    now = timezone.now()
    parts = [mail.text]
    if mail.attachments:
        parts.append(_("Attached to the mail, not kept here: %(names)s") % {"names": ", ".join(mail.attachments)})
    return RecordDraft(
        kind=Kind.MAIL,
        title=_name(mail.subject, 200) or _("Mail without a subject"),
        body="\n\n".join(filter(None, parts)),
        held_at=mail.sent_at if mail.sent_at and abs((now - mail.sent_at).days) < 20 * 366 else now,
        participants=tuple(_participants(mail)),
    )


def _participants(mail: Mail) -> list[Participant]:
    people = mail.people[:MOST_PEOPLE]
    known = {
        person.email.lower(): person.pk
        for person in User.objects.filter(email__in=[address.lower() for _display, address in people])
    }
    return [
        Participant(_name(name or address, 100), known.get(address.lower()))
        for name, address in people
        if name or address
    ]


def _name(text: str, longest: int) -> str:
    return "".join(character for character in text if not misleading(character)).strip()[:longest]
