"""A letter as plain text, through a service that Apprise knows: one address, one target, one try.

Apprise tells success from failure and little more. A failure in which the service named a status was its answer;
without one the text may have arrived. What Apprise says about itself (name, pictures, links) is left out, and the
options that an address may carry were refused when it was saved, and are again here.
"""

from __future__ import annotations

import re

from apprise import Apprise, AppriseAsset, AppriseResult, AppriseResultStatus
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Invalid

from ..letter import Entry, Letter
from .addresses import check_url
from .answers import Answer, Outcome
from .chat import BLOCKER, fitting, footer, preface
from .http import TOTAL_SECONDS
from .posting import Destination

LONGEST = 1900  # Discord takes 2,000 characters, the others more
STATUS = re.compile(r"error=(\d{3})\b")
ZERO_WIDTH = "\u200b"
# Webex would be given Markdown, in which Apprise writes our links with backslashes.
OURS = {"webex": "?format=text"}


def send(letter: Letter, destination: Destination) -> Answer:
    try:
        check_url(destination.address, "apprise", allow_local=False)
    except Invalid as error:
        return Answer(Outcome.PERMANENT, error.message)
    service = Apprise(asset=_asset())
    if not service.add(destination.address + OURS.get(destination.address.partition(":")[0], "")):
        return Answer(Outcome.PERMANENT, _("The address cannot be used; enter it again."))
    body = fitting(letter, text, LONGEST)
    return _answer(service.notify(body, body_format="text", interpret_escapes=False, timeout=TOTAL_SECONDS))


def text(letter: Letter) -> str:
    lines = [tame(letter.subject), *(tame(line) for line in preface(letter))]
    for group in letter.groups:
        lines += ["", *([f"[{group.heading}]"] if group.heading else [])]
        lines += [line for entry in group.entries for line in _entry(entry)]
    return "\n".join([*lines, "", letter.url, footer(letter)])


def tame(text: str) -> str:
    """Looks the same, but calls nobody and hides no link in the little languages of these services."""
    return re.sub(r"([@<]|\](?=\())", rf"\1{ZERO_WIDTH}", text)


def _entry(entry: Entry) -> list[str]:
    words = (BLOCKER if entry.is_blocker else "", entry.label, tame(entry.title))
    return [" ".join(filter(None, words)), *filter(None, (tame(entry.detail), entry.url))]


def _answer(result: AppriseResult) -> Answer:
    match result.status:
        case AppriseResultStatus.SUCCESS:
            return Answer(Outcome.ACCEPTED, _("The service took it."))
        case AppriseResultStatus.NOMATCH:
            return Answer(Outcome.PERMANENT, _("The address cannot be used; enter it again."))
    named = {found[1] for line in result.logs() if (found := STATUS.search(line.message))}
    if result.status == AppriseResultStatus.FAILURE and named:
        return Answer(Outcome.TRANSIENT, _("The service answered %(status)s.") % {"status": ", ".join(sorted(named))})
    return Answer(Outcome.UNKNOWN, _("The service gave no answer."))


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="Launch Ready",
        app_desc="Launch Ready",
        app_url=settings.BASE_URL,
        image_url_mask=None,
        image_url_logo=None,
        http_redirects=False,
        default_service_retry=0,
        interpret_emojis=False,
        allow_templates=False,
        storage_mode="memory",  # nothing of an address on disk
        service_timeout=TOTAL_SECONDS,
    )
