from .gate import Decision, DecisionCondition, SignOff
from .item import ALLOWED_MOVES, OPEN_STATUSES, Comment, Evidence, Item, ItemScenario, ItemWait, Status
from .planned import PlannedLaunch
from .project import Project, ProjectSection

__all__ = [
    "ALLOWED_MOVES",
    "OPEN_STATUSES",
    "Comment",
    "Decision",
    "DecisionCondition",
    "Evidence",
    "Item",
    "ItemScenario",
    "ItemWait",
    "PlannedLaunch",
    "Project",
    "ProjectSection",
    "SignOff",
    "Status",
]
