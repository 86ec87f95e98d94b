"""Where new lines of a launch go: after the line and the section that come before them in the template.

Lines and sections that stand in the launch keep their numbers, so that nothing of them is written: a newcomer gets the
number of the one before it, and stands behind it because it is younger.
"""

from __future__ import annotations

from collections.abc import Iterable

from checklists.content import SectionContent

from ..models import ProjectSection
from .comparing import Comparison


class Places:
    def __init__(self, found: Comparison) -> None:
        self.project, self.content = found.project, found.content
        self.sections = {section.title: section for section in self.project.sections.order_by("-order", "-pk")}
        self.orders = {key: (item.section_id, item.order) for key, item in found.items.items()}
        self._rename(found)

    def _rename(self, found: Comparison) -> None:
        words = {section.title: section for section in self.content.sections}
        renamed = []
        for old, new in found.sections.items():
            if new not in self.sections and (section := self.sections.pop(old, None)):
                section.title, section.title_en = new, words[new].title_en
                self.sections[new] = section
                renamed.append(section)
        ProjectSection.objects.bulk_update(renamed, ["title", "title_en"])

    def section(self, title: str) -> ProjectSection:
        """The launch's section of this title, made when it has none."""
        if title not in self.sections:
            words = next(section for section in self.content.sections if section.title == title)
            order = _behind((self.sections[each].order for each in self._titles_before(title)), self._first_section())
            made = ProjectSection.objects.create(
                project=self.project, title=title, title_en=words.title_en, order=order
            )
            self.sections[title] = made
        return self.sections[title]

    def order(self, key: str, section: ProjectSection) -> int:
        """The number of a line that comes into `section`."""
        own = [order for _key, (section_id, order) in self.orders.items() if section_id == section.pk]
        known = [self.orders[each] for each in self._keys_before(key) if each in self.orders]
        placed = _behind((order for section_id, order in known if section_id == section.pk), min(own, default=2))
        self.orders[key] = (section.pk, placed)
        return placed

    def _first_section(self) -> int:
        return min((section.order for section in self.sections.values()), default=2)

    def _titles_before(self, title: str) -> list[str]:
        titles = [section.title for section in self.content.sections]
        return [each for each in titles[: titles.index(title)] if each in self.sections]

    def _keys_before(self, key: str) -> list[str]:
        home: SectionContent = next(s for s in self.content.sections if any(line.key == key for line in s.lines))
        keys = [line.key for line in home.lines]
        return keys[: keys.index(key)]


def _behind(before: Iterable[int], first: int) -> int:
    """The number of the nearest one before; without one, a number in front of `first`."""
    return next(iter(list(before)[::-1]), max(first - 1, 0))
