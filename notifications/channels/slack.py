"""A letter as a Slack message, through the webhook of a channel.

Everything people wrote goes into rich text, whose elements are shown letter by letter: no mention, no link of their
own, no formatting can come out of a title. Limits are those of Slack's block reference.
"""

from __future__ import annotations

from typing import Any

from ..letter import Entry, Group, Letter
from .answers import Answer, Outcome
from .chat import BLOCKER, cut, fitting, footer, link_words, preface
from .http import Reply
from .posting import Destination, as_json, deliver, words

LONGEST_HEADER = 150
LONGEST_FALLBACK = 1000
LONGEST = 12_000  # characters of all blocks; not documented, but refused above about 13,000
DEAD = (
    "no_service", "no_service_id", "no_team", "team_disabled", "no_active_hooks", "invalid_token", "token_revoked",
    "account_inactive", "channel_not_found", "channel_is_archived",
)  # fmt: skip

Block = dict[str, Any]


def send(letter: Letter, destination: Destination) -> Answer:
    body = fitting(letter, lambda shorter: as_json(payload(shorter)), LONGEST)
    return deliver(letter, destination.address, body, lambda reply: _answer(reply, destination.address))


def payload(letter: Letter) -> dict[str, Any]:
    blocks: list[Block] = [{"type": "header", "text": _plain(cut(letter.subject, LONGEST_HEADER))}]
    blocks += [{"type": "context", "elements": [_plain(line)]} for line in preface(letter)]
    blocks += [_rich(part) for group in letter.groups for part in _group(group)]
    blocks.append(_rich(_section([_link(link_words(letter), letter.url)])))
    blocks.append({"type": "context", "elements": [_plain(footer(letter))]})
    return {
        "text": escaped(cut(letter.subject, LONGEST_FALLBACK)),  # what a notification on the phone shows
        "blocks": blocks,
        "mrkdwn": False,
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """The three characters that begin links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _answer(reply: Reply, address: str) -> Answer:
    text = words(reply, address)
    word = reply.body.decode(errors="replace").strip()
    if reply.status == 200:
        if word == "ok":
            return Answer(Outcome.ACCEPTED, text)
        return Answer(Outcome.PERMANENT if reply.is_whole else Outcome.UNKNOWN, text)
    return Answer(Outcome.PERMANENT, text, is_gone=reply.status == 410 or word in DEAD)


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _group(group: Group) -> list[Block]:
    heading = [_section([_text(group.heading, bold=True)])] if group.heading else []
    lines = [_section(_entry(entry)) for entry in group.entries]
    return [*heading, {"type": "rich_text_list", "style": "bullet", "elements": lines}]


def _entry(entry: Entry) -> list[Block]:
    mark = f"{BLOCKER} " if entry.is_blocker else ""
    label = [_text(f"{mark}{entry.label} ", bold=True)] if mark or entry.label else []
    title = _link(entry.title, entry.url) if entry.url else _text(entry.title)
    return [*label, title, *([_text(f"\n{entry.detail}")] if entry.detail else [])]


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}} if bold else {"type": "text", "text": text}


def _link(text: str, url: str) -> Block:
    return {"type": "link", "text": text, "url": url}
