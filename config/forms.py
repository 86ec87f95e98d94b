"""How forms are drawn: as Django draws them, but a select in one go.

Django renders a template for each option. A form that asks eight times for one of 300 people has 2,400 of them, which
took four fifths of the page.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = (
        f'<optgroup label="{escape(str(name))}">{_options(options)}</optgroup>' if name else _options(options)
        for name, options, _index in widget["optgroups"]
    )
    head = f'<select name="{escape(widget["name"])}"{flatatt(widget["attrs"])}>'
    return mark_safe(f"{head}{''.join(groups)}</select>")  # noqa: S308 - escaped here and in `_options`


def _options(options: list[dict[str, Any]]) -> str:
    return "".join(
        f'<option value="{escape(str(each["value"]))}"{flatatt(each["attrs"]) if each["attrs"] else ""}>'
        f"{conditional_escape(each['label'])}</option>"
        for each in options
    )
