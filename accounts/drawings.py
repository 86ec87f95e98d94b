"""Small drawings as SVG: sizes are attributes, because the Content-Security-Policy allows no inline style.
Colours are in static/css. All are cheap enough for hundreds of rows a page."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PIPS_SHOWN = 4
PIP_STEP, PIP_WIDTH, PIPS_BAR = 8, 6.5, 20


@lru_cache(maxsize=512)
def symbol(name: str, css_class: str) -> SafeString:
    """A symbol of the sprite, hidden from screen readers: the word beside it speaks."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css_class,
        static("icons.svg"),
        name,
    )


def clamped(percent: float) -> int:
    """A whole number of 0 to 100."""
    return min(100, max(0, round(percent)))


def pips(verified: int, total: int, label: str) -> SafeString:
    """One square per scenario up to four, above that a small bar; always "2/3" beside it."""
    return format_html(
        '<span class="pips">{}<span><span class="visually-hidden">{} </span>{}/{}</span></span>',
        _pips(verified, total),
        label,
        verified,
        total,
    )


@lru_cache(maxsize=256)
def _pips(verified: int, total: int) -> SafeString:
    if total <= PIPS_SHOWN:
        width = total * PIP_STEP - 1
        shapes = "".join(
            f'<rect class="pip-{state}" x="{n * PIP_STEP}" width="{PIP_WIDTH}" height="4" rx="1"/>'
            for n, state in enumerate(["on"] * verified + ["off"] * (total - verified))
        )
    else:
        width = PIPS_BAR
        filled = round(PIPS_BAR * verified / total)
        shapes = (
            f'<rect class="pip-off" width="{PIPS_BAR}" height="4" rx="2"/>'
            f'<rect class="pip-on" width="{filled}" height="4" rx="2"/>'
        )
    return mark_safe(f'<svg width="{width}" height="4" aria-hidden="true">{shapes}</svg>')  # noqa: S308 - numbers only


@lru_cache(maxsize=2048)
def progress_bar(done: int, planned: int | None, label: str) -> SafeString:
    """Six high, with a mark two wide where today's plan stands."""
    mark = (
        "" if planned is None else format_html('<line class="bar-plan" x1="{0}%" x2="{0}%" y1="0" y2="12"/>', planned)
    )
    return format_html(
        '<svg class="bar" role="img" aria-label="{}"><rect class="bar-track" y="3" width="100%" height="6" rx="3"/>'
        '<rect class="bar-fill" y="3" width="{}%" height="6" rx="3"/>{}</svg>',
        label,
        done,
        mark,
    )
