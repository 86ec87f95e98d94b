from .display import DisplayLink
from .gate import Decision, DecisionCondition, SignOff
from .item import ALLOWED_MOVES, OPEN_STATUSES, Comment, Evidence, Item, ItemScenario, ItemWait, Status
from .planned import PlannedLaunch
from .project import Project, ProjectSection
from .views import LastLook, SavedView

__all__ = [
    "ALLOWED_MOVES",
    "OPEN_STATUSES",
    "Comment",
    "Decision",
    "DecisionCondition",
    "DisplayLink",
    "Evidence",
    "Item",
    "ItemScenario",
    "ItemWait",
    "LastLook",
    "PlannedLaunch",
    "Project",
    "ProjectSection",
    "SavedView",
    "SignOff",
    "Status",
]
