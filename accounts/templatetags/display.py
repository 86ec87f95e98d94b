"""How facts look on a page: dates, badges, marks, names. Shows what it is given and asks for nothing:
`today` is always an argument, so a page, a mail and a test agree on it.

Rows call these hundreds of times a page, so they join strings instead of rendering templates, and what depends
only on a name is kept.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, pgettext

from accounts import drawings, hangul, wording
from accounts import markdown as markdown_rules
from accounts.access.people import may_see_person
from accounts.models import User
from accounts.particles import with_particle

register = template.Library()

DUE_CLASSES = {
    "far": "due",
    "soon": "due due-soon",
    "today": "due due-today",
    "late": "due due-late",
}


class ShownDepartment(Protocol):
    @property
    def local_name(self) -> str: ...
    @property
    def is_partner(self) -> bool: ...


def language() -> str:
    return "ko" if (get_language() or "").startswith("ko") else "en"


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    return wording.day(value, language()) if value else ""


@register.filter(expects_localtime=True)
def day_long(value: date | None) -> str:
    return wording.day_long(value, language()) if value else ""


@register.filter(expects_localtime=True)
def day_dotted(value: date | None) -> str:
    return wording.day_dotted(value, language()) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    return wording.moment(value, language()) if value else ""


@register.filter
def d_day(value: date | None, today: date) -> str:
    return wording.d_day(value, today) if value else ""


@register.filter
def initials(name: str) -> str:
    return wording.initials(name)


@register.filter
def josa(word: object, pair: str) -> str:
    """The word with its particle in Korean; in any other language the word alone."""
    return with_particle(str(word), pair) if language() == "ko" else str(word)


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(markdown_rules.to_html(text))  # noqa: S308 - cleaned by an allow-list


@register.filter
def marked(text: str, query: str) -> SafeString:
    """The text with what a search found in it as <mark>."""
    pieces = hangul.parts(query, text)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>" if hit else "{}", piece),) for piece, hit in pieces)
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`label` only where the icon stands alone and is no button (a button has its own aria-label)."""
    shape = drawings.symbol(name, f"icon icon-{name}")
    return format_html('{}<span class="visually-hidden">{}</span>', shape, label) if label else shape


@register.simple_tag
def tick_mark(status: str) -> SafeString:
    """The square of an item's status, or of "just_done", "included", "excluded"."""
    name = f"tick-{status.replace('_', '-')}"
    return drawings.symbol(name, f"tick-mark {name}")


@register.simple_tag
def due_badge(due_on: date | None, today: date, status: str = "") -> SafeString:
    """The small badge of a date. Finished items say so in a word; only late ones say so in red."""
    if status == "done":
        return format_html('<span class="due">{}</span>', gettext("Done"))
    if status == "waived":
        return format_html('<span class="due">{}</span>', gettext("Waived"))
    if status == "dropped":
        return format_html('<span class="due">{}</span>', gettext("Not applicable"))
    if due_on is None:
        return SafeString("")
    state = wording.due_state(due_on, today)
    words = wording.d_day(due_on, today)
    if state == "late":
        words = gettext("%(days)s late") % {"days": words}
    return format_html('<span class="{}">{}</span>', DUE_CLASSES[state], words)


@register.simple_tag
def must(is_blocker: bool, is_closed: bool = False) -> SafeString:
    """◆ in ink for a must-have, ◇ once it is closed, nothing otherwise."""
    if not is_blocker:
        return SafeString("")
    shape = "diamond-open" if is_closed else "diamond"
    return format_html(
        '<span class="must">{}<span class="visually-hidden">{}</span></span>',
        drawings.symbol(shape, f"icon icon-{shape}"),
        gettext("Must-have"),
    )


@register.simple_tag
def department_chip(department: ShownDepartment) -> SafeString:
    if department.is_partner:
        return format_html(
            '<span class="chip chip-partner"><small>{}</small>{}</span>',
            pgettext("department", "Partner"),
            department.local_name,
        )
    return format_html('<span class="chip">{}</span>', department.local_name)


@register.simple_tag
def pips(verified: int, total: int) -> SafeString:
    """Verified scenarios of an item, "2/3" beside their squares; nothing when it has none."""
    return drawings.pips(verified, total, gettext("Scenarios")) if total else SafeString("")


@register.simple_tag
def progress_bar(percent: float, plan: float | None = None) -> SafeString:
    """Percent of 0 to 100; the judgement is the word beside it."""
    done = drawings.clamped(percent)
    if plan is None:
        return drawings.progress_bar(done, None, gettext("%(done)s%% ready") % {"done": done})
    planned = drawings.clamped(plan)
    label = gettext("%(done)s%% ready, %(planned)s%% planned") % {
        "done": done,
        "planned": planned,
    }
    return drawings.progress_bar(done, planned, label)


READINESS = {
    "on_track": ("mark-ok", "circle", gettext_noop("On track")),
    "needs_attention": ("mark-watch", "diamond", gettext_noop("Needs attention")),
    "at_risk": ("mark-risk", "triangle", gettext_noop("At risk")),
    "not_started": ("mark-idle", "ring", gettext_noop("Not started")),
}
DECISIONS = {
    "go": ("mark-ok", "check", gettext_noop("GO")),
    "conditional_go": ("mark-watch", "diamond", gettext_noop("Conditional GO")),
    "no_go": ("mark-risk", "stop", gettext_noop("NO-GO")),
}


def mark(css_class: str, shape: str, word: str) -> SafeString:
    return format_html(
        '<span class="mark {}">{}{}</span>',
        css_class,
        drawings.symbol(shape, f"icon icon-{shape}"),
        gettext(word),
    )


@register.simple_tag
def readiness_mark(state: str) -> SafeString:
    """● ◆ ▲ ○ and its word; the page puts the reason beside it."""
    return mark(*READINESS[state])


@register.simple_tag
def decision_mark(verdict: str) -> SafeString:
    """✓ GO, ◆ conditional GO, ⬣ NO-GO; before any decision the words for that, in grey."""
    if not verdict:
        return format_html('<span class="quiet">{}</span>', gettext("Not decided"))
    return mark(*DECISIONS[verdict])


@lru_cache(maxsize=1024)
def person_url(pk: int) -> str:
    return reverse("records:person-detail", args=[pk])


@register.simple_tag
def person_link(reader: User, person: User) -> SafeString:
    """A name; it leads to the person's page where the reader may open that."""
    if not may_see_person(reader, person):
        return format_html("{}", person.name)
    return format_html('<a class="person-link" href="{}">{}</a>', person_url(person.pk), person.name)


@register.simple_tag(takes_context=True)
def nav_link(
    context: template.Context,
    url_name: str,
    shape: str,
    label: str,
    count: int = 0,
    extra: str = "",
    but: str = "",
    also: str = "",
) -> SafeString:
    """One place of the rail. It is lit on its own page and on those below it, but for those of the place `but`.

    `also` are beginnings of addresses of pages that belong to it and do not stand below it, with spaces between them.
    """
    url = reverse(url_name)
    path = context["request"].path
    is_below = url != "/" and path.startswith(url) and not (but and path.startswith(reverse(but)))
    here = path == url or is_below or path.startswith(tuple(also.split()))
    return format_html(
        '<a class="rail-link {}" href="{}"{}>{}<span>{}</span>{}</a>',
        extra, url, SafeString(' aria-current="page"') if here else "",
        drawings.symbol(shape, f"icon icon-{shape}"), label,
        format_html('<span class="rail-count">{}</span>', count) if count else "",
    )  # fmt: skip
