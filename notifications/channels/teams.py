"""A letter as an adaptive card, through a Teams workflow ("When a Teams webhook request is received").

What people wrote goes into rich text runs, which Teams shows letter by letter; plain text blocks would read Markdown,
and with it links that hide where they lead. A workflow takes the card (202) before it has been posted.
"""

from __future__ import annotations

from typing import Any

from ..letter import Entry, Group, Letter
from .answers import Answer, Outcome
from .chat import BLOCKER, fitting, footer, link_words, preface
from .http import Reply
from .posting import Destination, as_json, deliver, words

MOST_BYTES = 27_000  # Teams takes 28 KB
DEAD = (401, 404, 410)  # the signature in the address was renewed, or the workflow deleted

Block = dict[str, Any]


def send(letter: Letter, destination: Destination) -> Answer:
    body = fitting(letter, lambda shorter: as_json(payload(shorter)), MOST_BYTES, lambda body: len(body.encode()))
    return deliver(letter, destination.address, body, lambda reply: _answer(reply, destination.address))


def payload(letter: Letter) -> dict[str, Any]:
    body = [_text(_run(letter.subject, size="Medium", weight="Bolder"))]
    body += [_text(_run(line, isSubtle=True)) for line in preface(letter)]
    body += [block for group in letter.groups for block in _group(group)]
    body.append(_text(_run(footer(letter), size="Small", isSubtle=True)))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": letter.language,
        "fallbackText": letter.reference,
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": link_words(letter), "url": letter.url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _answer(reply: Reply, address: str) -> Answer:
    text = words(reply, address)
    if reply.status < 300:
        return Answer(Outcome.ACCEPTED, text)
    return Answer(Outcome.PERMANENT, text, is_gone=reply.status in DEAD)


def _text(*runs: Block, spacing: str = "Default") -> Block:
    return {"type": "RichTextBlock", "inlines": list(runs), "spacing": spacing}


def _run(text: str, **style: Any) -> Block:
    return {"type": "TextRun", "text": text, **style}


def _group(group: Group) -> list[Block]:
    heading = [_text(_run(group.heading, weight="Bolder"), spacing="Medium")] if group.heading else []
    return heading + [block for entry in group.entries for block in _entry(entry)]


def _entry(entry: Entry) -> list[Block]:
    mark = f"{BLOCKER} " if entry.is_blocker else ""
    label = [_run(f"{mark}{entry.label} ", weight="Bolder")] if mark or entry.label else []
    link = {"selectAction": {"type": "Action.OpenUrl", "url": entry.url}} if entry.url else {}
    title = _text(*label, _run(entry.title, **link), spacing="Small")
    return [title, _text(_run(entry.detail, size="Small", isSubtle=True), spacing="None")] if entry.detail else [title]
