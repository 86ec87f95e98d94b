"""What a person may see and do in launches: the matrix of `accounts.access`, turned into querysets and answers.

Everything that shows a launch or a line starts from `visible_projects` or `visible_items`; what is not in them does not
exist for that person (404). What they may do to a visible thing is asked by the services through `require`.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action, Reach
from accounts.errors import Forbidden
from accounts.models import Department, Role, User, UserQuerySet

from .models import DisplayLink, Item, PlannedLaunch, Project, Status
from .models.item import ItemQuerySet
from .models.planned import PlannedLaunchQuerySet
from .models.project import ProjectQuerySet, TodayInZone

Thing = TypeVar("Thing", bound=Model)


def visible_projects(user: User) -> ProjectQuerySet:
    """The launches this person may know of; confidential ones only where they name the person."""
    return Project.objects.filter(_in_sight(user))


def sees(user: User, project: Project) -> bool:
    return visible_projects(user).filter(pk=project.pk).exists()


def visible_items(user: User) -> ItemQuerySet:
    """Lines of the launches this person sees; partners see their centre's or their own."""
    return Item.objects.filter(_in_sight(user, "project__"), _in_reach(user))


def visible_planned(user: User) -> PlannedLaunchQuerySet:
    """The annual plan, for everybody of the company: no launch of it is opened to a partner yet.

    What became a confidential launch is seen by those who see that launch.
    """
    if access.reach(user, Action.SEE_LAUNCH) != Reach.ALL:
        return PlannedLaunch.objects.none()
    return PlannedLaunch.objects.filter(Q(project__isnull=True) | Q(project__in=visible_projects(user)))


def _in_sight(user: User, launch: str = "") -> Q:
    """The condition on a launch; `launch` is the way to it from the model that is asked, such as "project__"."""
    public = Q((f"{launch}is_confidential", False))
    match access.reach(user, Action.SEE_LAUNCH):
        case Reach.ALL if access.reach(user, Action.SEE_CONFIDENTIAL) == Reach.NAMED:
            return public | Q((f"{launch}pk__in", _links(Project.named, user_id=user.pk)))
        case Reach.ALL:
            return public
        case Reach.CENTRE:
            return public & Q((f"{launch}pk__in", _links(Project.opened_to, department_id=user.department_id)))
        case _:
            return Q(pk__in=[])


def _in_reach(user: User) -> Q:
    match access.reach(user, Action.SEE_ITEMS):
        case Reach.ALL:
            return Q()
        case Reach.DEPARTMENT:
            return Q(department_id=user.department_id or 0)
        case Reach.ASSIGNED:
            return Q(owner=user)
        case _:
            return Q(pk__in=[])


def may(user: User, action: Action, thing: Item | Project) -> bool:
    """Whether this person may do `action` to a line or a launch that they see."""
    if isinstance(thing, Item):
        return access.allows(user, action, department_id=thing.department_id, owner_id=thing.owner_id)
    return access.allows(user, action, owner_id=thing.planner_id)


def require(user: User, action: Action, item: Item) -> None:
    """Raise Forbidden unless this person may do `action` to the line."""
    access.require(user, action, department_id=item.department_id, owner_id=item.owner_id)


_DEEDS: dict[str, tuple[Action, frozenset[Status]]] = {
    "complete": (Action.TICK, frozenset({Status.TODO, Status.DOING, Status.BLOCKED})),
    "start": (Action.TICK, frozenset({Status.TODO})),
    "block": (Action.TICK, frozenset({Status.TODO, Status.DOING})),
    "unblock": (Action.TICK, frozenset({Status.BLOCKED})),
    "approve": (Action.APPROVE, frozenset({Status.IN_REVIEW})),
    "send_back": (Action.APPROVE, frozenset({Status.IN_REVIEW})),
    "waive": (Action.WAIVE, frozenset({Status.TODO, Status.DOING, Status.BLOCKED, Status.IN_REVIEW})),
    "reopen": (Action.TICK, frozenset({Status.DONE, Status.WAIVED})),
    "verify": (Action.TICK, frozenset({Status.TODO, Status.DOING, Status.BLOCKED})),
    "attach": (Action.ATTACH, frozenset({Status.TODO, Status.DOING, Status.BLOCKED, Status.IN_REVIEW})),
    "assign": (Action.REASSIGN, frozenset({Status.TODO, Status.DOING, Status.BLOCKED, Status.IN_REVIEW})),
    "set_due": (Action.RUN_LAUNCH, frozenset({Status.TODO, Status.DOING, Status.BLOCKED, Status.IN_REVIEW})),
    "bring_back": (Action.RUN_LAUNCH, frozenset({Status.DROPPED})),
    "comment": (Action.COMMENT, frozenset(Status)),
}


def actions_for(user: User, item: Item) -> frozenset[str]:
    """The deeds this person may do to this line now, by name: what its page offers as buttons."""
    if not item.project.is_running:
        return frozenset()
    deeds = {name for name, (action, statuses) in _DEEDS.items() if item.status in statuses and may(user, action, item)}
    if item.status == Status.WAIVED and not may(user, Action.WAIVE, item):
        deeds.discard("reopen")
    if not may_approve(user, item):
        deeds -= {"approve", "send_back"}
    return frozenset(deeds)


def may_approve(user: User, item: Item) -> bool:
    """A CX approval is a planner's; a department's is its lead's, or a planner's on its behalf."""
    if item.approval == "cx":
        return access.reach(user, Action.APPROVE) == Reach.ALL
    return may(user, Action.APPROVE, item)


def awaits_approval_of(user: User) -> Q:
    """The condition on lines that were handed in and that this person approves: see `may_approve`.

    A planner is asked for CX approvals only, though they may give a department's on its behalf.
    """
    match access.reach(user, Action.APPROVE):
        case Reach.ALL:
            return Q(status=Status.IN_REVIEW, approval="cx")
        case Reach.DEPARTMENT:
            return Q(status=Status.IN_REVIEW, approval="department", department_id=user.department_id or 0)
    return Q(pk__in=[])


def title_for(user: User, item: Item) -> str:
    """The title of a line that one of theirs depends on; for who may not see it, only that it is another's."""
    return item.local_title if may(user, Action.SEE_ITEMS, item) else _("an item of another department")


def nameable_people(user: User) -> UserQuerySet:
    """The active people that `user` may name; a partner names its own centre's and the company's."""
    people = User.objects.get_queryset().active().select_related("department")
    if access.reach(user, Action.SEE_LAUNCH) != Reach.CENTRE:
        return people
    return people.filter(Q(department=user.department_id) | Q(department__kind=Department.Kind.INTERNAL))


def may_see_gate(user: User) -> bool:
    """Whether the decision page is theirs to read: agents work on their lines, the gate is for those who answer."""
    return user.role != Role.PARTNER_AGENT


def may_export_history(user: User, project: Project) -> bool:
    """Of a launch that they see; a lead's are those with lines of their department."""
    reach = access.reach(user, Action.EXPORT_HISTORY)
    if reach != Reach.DEPARTMENT:
        return reach == Reach.ALL
    return visible_items(user).filter(project=project, department_id=user.department_id or 0).exists()


def require_history_export(user: User, project: Project) -> None:
    """Raise Forbidden, in a sentence, unless `may_export_history`."""
    if not may_export_history(user, project):
        access.require(user, Action.EXPORT_HISTORY, department_id=user.department_id or 0)
        raise Forbidden("not_allowed", _("You can export the history of launches in which your department has items."))


def departments_with_load(user: User) -> QuerySet[Department]:
    """Those of whose people this person sees what each owes, to pass it on: a lead their own, a planner any."""
    return _of_own(user, Action.SEE_LOAD, Department.objects.all(), "pk")


def require_load(user: User, department: Department) -> None:
    """Raise Forbidden, in a sentence, unless it is one of `departments_with_load`."""
    access.require(user, Action.SEE_LOAD, department_id=department.pk)


def departments_with_displays(user: User) -> QuerySet[Department]:
    """Whose screens this person runs."""
    return _of_own(user, Action.RUN_DISPLAYS, Department.objects.all(), "pk")


def visible_displays(user: User) -> QuerySet[DisplayLink]:
    """The display links this person may see and revoke."""
    links = DisplayLink.objects.select_related("department", "made_by")
    return _of_own(user, Action.RUN_DISPLAYS, links, "department_id")


def _of_own(user: User, action: Action, things: QuerySet[Thing], department: str) -> QuerySet[Thing]:
    """Those of the person's department, all of them or none, as far as their `action` reaches."""
    match access.reach(user, action):
        case Reach.ALL:
            return things
        case Reach.DEPARTMENT:
            return things.filter((department, user.department_id))
        case _:
            return things.none()


def projects_on_wall(viewer: User | DisplayLink) -> ProjectQuerySet:
    """What a screen may show, whoever stands before it: never a confidential launch, even where it names the viewer."""
    if isinstance(viewer, User):
        return visible_projects(viewer).filter(is_confidential=False)
    shown = Project.objects.filter(is_confidential=False)
    if not viewer.department.is_partner:
        return shown
    return shown.filter(pk__in=_links(Project.opened_to, department_id=viewer.department_id))


def items_on_wall(viewer: User | DisplayLink) -> ItemQuerySet:
    """The lines it may name: a partner's screen names its centre's."""
    if isinstance(viewer, User):
        return visible_items(viewer)
    return Item.objects.filter(department=viewer.department_id) if viewer.department.is_partner else Item.objects.all()


def sees_deeds_on_wall(viewer: User | DisplayLink) -> bool:
    """Whether it tells what was done just now. A partner's does not: that may be of others' lines."""
    return not (viewer.is_partner if isinstance(viewer, User) else viewer.department.is_partner)


def may_set_up(user: User) -> bool:
    """Whether this person sets an installation up and is guided through it: administrators and CX planners."""
    return user.is_authenticated and access.allows(user, Action.MANAGE_DEPARTMENTS)


def waiting_count(user: User) -> int:
    """How many lines wait for this person today: their own open ones that are late or due."""
    today = TodayInZone(timezone.now(), F("project__time_zone"))
    return visible_items(user).running().open().filter(owner=user, due_on__lte=today).count()


def _links(relation: Any, **to: Any) -> QuerySet[Any, Any]:
    """Ids of the launches that a many-to-many of Project links to a person or a department."""
    return relation.through.objects.filter(**to).values("project_id")  # type: ignore[no-any-return]
