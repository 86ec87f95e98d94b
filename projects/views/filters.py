"""What of a checklist is shown and how it is grouped, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from accounts.models import User
from projects.models import Status

from .rows import Row

GROUPS = ("section", "department", "owner", "date")
LONGEST_TEXT = 100
SHOWN = ("all", "mine", "late", "must", "blocked", "unowned")


def is_shown(row: Row, show: str, user: User) -> bool:
    match show:
        case "mine":
            return row.item.department_id == user.department_id
        case "late":
            return row.is_late
        case "must":
            return row.item.is_blocker
        case "blocked":
            return row.item.status == Status.BLOCKED
        case "unowned":
            return row.item.owner_id is None and row.item.is_open
    return True


@dataclass(frozen=True, slots=True)
class Filters:
    show: str = "all"
    by: str = "section"
    hides_done: bool = False
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Unknown values count as not said."""
        show, by = asked.get("show", ""), asked.get("by", "")
        return cls(
            show if show in SHOWN else "all",
            by if by in GROUPS else "section",
            asked.get("done") == "hidden",
            asked.get("q", "").strip()[:LONGEST_TEXT],
        )

    def keeps(self, row: Row, user: User) -> bool:
        if self.hides_done and row.is_closed and not row.is_selected:
            return False
        return is_shown(row, self.show, user) and (not self.text or self.text.casefold() in row.words)

    def query(self, **changed: str | bool) -> str:
        """The address's query with some of it changed; what is usual is left out. Begins with "?"."""
        asked = replace(self, **changed)  # type: ignore[arg-type]
        values = {
            "show": asked.show,
            "by": asked.by,
            "done": "hidden" if asked.hides_done else "shown",
            "q": asked.text,
        }
        usual = {"show": "all", "by": "section", "done": "shown", "q": ""}
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
    def groups(self) -> dict[str, str]:
        """The query of each way to group, by its name."""
        return {by: self.query(by=by) for by in GROUPS}

    @property
    def other_done(self) -> str:
        return self.query(hides_done=not self.hides_done)

    @property
    def without_text(self) -> str:
        return self.query(text="")

    @property
    def kept(self) -> dict[str, str]:
        """What a form that changes the text takes along."""
        values = {"show": self.show, "by": self.by, "done": "hidden" if self.hides_done else ""}
        return {name: value for name, value in values.items() if value not in ("all", "section", "")}
