"""The departments that a shopping company usually has, by the short names that the template library uses."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from .models import Department


@dataclass(frozen=True, slots=True)
class Usual:
    """`is_outsourced` is a contact centre of another company, which works on Saturdays too."""

    slug: str
    name: str
    name_en: str
    is_outsourced: bool = False

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" else self.name


USUAL = (
    Usual("cx", "CX기획", "CX planning"),
    Usual("centre", "고객센터", "Contact centre", is_outsourced=True),
    Usual("sales", "영업", "Sales"),
    Usual("md", "MD", "Merchandising"),
    Usual("marketing", "마케팅", "Marketing"),
    Usual("ux", "UX", "UX"),
    Usual("it", "IT", "IT"),
    Usual("logistics", "물류", "Logistics"),
    Usual("finance", "재무", "Finance"),
    Usual("legal", "법무", "Legal"),
)


def missing_usual() -> list[Usual]:
    """Those that are neither here nor covered by one that is."""
    here: set[str] = set()
    names: set[str] = set()
    for slug, name, covers in Department.objects.values_list("slug", "name", "covers"):
        here |= {slug, *covers}
        names.add(name)
    return [each for each in USUAL if each.slug not in here and each.name not in names]
