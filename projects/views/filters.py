"""What of a checklist is shown and how it is grouped, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from accounts.models import User

from .rows import Row

SHOWN = ("all", "mine", "late", "must")
GROUPS = ("section", "department")


@dataclass(frozen=True, slots=True)
class Filters:
    show: str = "all"
    by: str = "section"
    hides_done: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Unknown values count as not said."""
        show, by = asked.get("show", ""), asked.get("by", "")
        return cls(show if show in SHOWN else "all", by if by in GROUPS else "section", asked.get("done") == "hidden")

    def keeps(self, row: Row, user: User) -> bool:
        if self.hides_done and row.is_closed and not row.is_selected:
            return False
        match self.show:
            case "mine":
                return row.item.department_id == user.department_id
            case "late":
                return row.is_late
            case "must":
                return row.item.is_blocker
        return True

    def query(self, **changed: str | bool) -> str:
        """The address's query with some of it changed; what is usual is left out. Begins with "?"."""
        asked = replace(self, **changed)  # type: ignore[arg-type]
        values = {"show": asked.show, "by": asked.by, "done": "hidden" if asked.hides_done else "shown"}
        usual = {"show": "all", "by": "section", "done": "shown"}
        return "?" + urlencode({name: value for name, value in values.items() if value != usual[name]})

    @property
    def own_query(self) -> str:
        query = self.query()
        return query if query != "?" else ""

    @property
    def shows(self) -> dict[str, str]:
        """The query of each way to show, by its name."""
        return {show: self.query(show=show) for show in SHOWN}

    @property
    def other_done(self) -> str:
        return self.query(hides_done=not self.hides_done)

    @property
    def other_group(self) -> str:
        return self.query(by="section" if self.by == "department" else "department")
