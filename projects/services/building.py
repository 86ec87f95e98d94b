"""The rows of a new launch, written table by table: the number of statements does not depend on the number of lines."""

from __future__ import annotations

from collections.abc import Iterable

from checklists.models import Line, TemplateItem, TemplateWait

from ..models import Item, ItemScenario, ItemWait, Project, ProjectSection
from .draft import Preview, PreviewLine

COPIED = tuple(field.attname for field in Line._meta.fields)


def build_items(project: Project, preview: Preview) -> list[Item]:
    """Sections, items, scenarios and waits of a launch, as the preview shows them."""
    sections = _sections(project, (line.template_item for line in preview.lines))
    items = Item.objects.bulk_create([_item(project, line, sections) for line in preview.lines])
    by_template = {item.template_item_id: item for item in items}
    ItemScenario.objects.bulk_create(
        ItemScenario(
            item=by_template[line.template_item.pk],
            order=scenario.order,
            text=scenario.text,
            text_en=scenario.text_en,
            offset=scenario.offset,
            unit=scenario.unit,
            due_on=day,
        )
        for line in preview.lines
        for scenario, day in zip(line.scenarios, line.scenario_dates, strict=True)
    )
    # A line that waited for one left out by an answer no longer waits for anything.
    waits = TemplateWait.objects.filter(item__in=by_template, predecessor__in=by_template)
    ItemWait.objects.bulk_create(
        ItemWait(item=by_template[wait.item_id], predecessor=by_template[wait.predecessor_id], days=wait.days)
        for wait in waits
    )
    return items


def _sections(project: Project, template_items: Iterable[TemplateItem]) -> dict[int, ProjectSection]:
    used = {item.section_id: item.section for item in template_items}
    made = ProjectSection.objects.bulk_create(
        ProjectSection(project=project, order=section.order, title=section.title, title_en=section.title_en)
        for section in used.values()
    )
    return dict(zip(used, made, strict=True))


def _item(project: Project, line: PreviewLine, sections: dict[int, ProjectSection]) -> Item:
    source = line.template_item
    return Item(
        **{name: getattr(source, name) for name in COPIED},
        project=project,
        section=sections[source.section_id],
        template_item=source,
        owner=line.owner,
        planned_on=line.due.planned_on,
        due_on=line.due.on,
    )
