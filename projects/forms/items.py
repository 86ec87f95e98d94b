"""Forms of one line: each deed a person may do to it, and a new line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Action, Reach, reach
from accounts.access.people import possible_owners
from accounts.forms.base import NameField
from accounts.models import Department, User, UserQuerySet
from checklists.models import EvidenceKind
from projects.access import nameable_people, visible_items
from projects.models import Item, Project, ProjectSection
from projects.services.following import followers_of

from .base import ReasonForm, SaidForm, ServiceForm, VersionedForm
from .days import DayField


def active_people() -> UserQuerySet:
    return User.objects.get_queryset().active().select_related("department")


class PersonField(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} · {obj.department.local_name}" if obj.department else obj.name


class ItemField(forms.ModelChoiceField[Item]):
    def label_from_instance(self, obj: Item) -> str:
        return obj.local_title


class ItemForm(VersionedForm):
    """A deed that needs nothing but the line itself."""

    def __init__(self, *args: Any, item: Item, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": item.version}
        super().__init__(*args, **kwargs)
        self.item, self.by = item, by


class SaidItemForm(SaidForm, ItemForm):
    """The same, on somebody else's word."""


class ItemReasonForm(SaidForm, ItemForm, ReasonForm):
    """A deed that needs a reason, which may be somebody else's word."""


class BlockForm(ItemReasonForm):
    by_item_id = ItemField(
        Item.objects.none(), label=_("Item it is waiting for"), required=False, empty_label=_("No item")
    )
    by_user_id = PersonField(
        User.objects.none(), label=_("Person it is waiting for"), required=False, empty_label=_("No person")
    )
    field_order = ("reason", "by_item_id", "by_user_id", *SaidForm.FIELDS)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        others = visible_items(self.by).filter(project=item.project_id).open()
        others = others.exclude(pk__in={item.pk, *followers_of(item)})
        self.choose("by_item_id", others.only("title", "title_en", "section__order").select_related("section"))
        self.choose("by_user_id", nameable_people(self.by))


class WaiveForm(ItemReasonForm):
    fallback = forms.CharField(
        label=_("What happens instead"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    follow_up_on = DayField(label=_("Follow-up date"))
    field_order = ("reason", "fallback", "follow_up_on", *SaidForm.FIELDS)


class AssignForm(SaidItemForm):
    owner_id = PersonField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody"))
    field_order = ("owner_id", *SaidForm.FIELDS)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        self.initial["owner_id"] = item.owner_id
        people = possible_owners().select_related("department")
        if reach(self.by, Action.REASSIGN) != Reach.ALL:
            people = people.filter(department=item.department_id)
        people |= active_people().filter(pk=item.owner_id or 0)  # whoever has it stays on offer
        of_department = Case(When(department=item.department_id, then=0), default=1)
        self.choose("owner_id", people.order_by(of_department, "department_id", "name"))


class SetDueForm(ItemReasonForm):
    due_on = DayField(label=_("New due date"))
    field_order = ("due_on", "reason", *SaidForm.FIELDS)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        self.initial["due_on"] = item.due_on


class CommentForm(ServiceForm):
    body = forms.CharField(
        label=_("Comment"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("Write a comment · call someone with @")}),
    )

    def __init__(self, *args: Any, item: Item, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = reverse("projects:project-people", args=[item.project_id])
        self.fields["body"].widget.attrs |= {"data-people": people, "data-comment": "", "autocomplete": "off"}


class VerifyForm(ServiceForm):
    """The box of one scenario: the state it is to have."""

    is_verified = forms.BooleanField(required=False)
    version = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, item: Item, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class EvidenceForm(ItemForm):
    """What the line asks for: a link or a file, a text, a number, a score."""

    file = forms.FileField(label=_("File"), required=False, allow_empty_file=True)  # first: on a phone it is the camera
    url = forms.URLField(label=_("Link"), max_length=1000, required=False, assume_scheme="https")
    text = forms.CharField(label=_("Text"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    number = forms.DecimalField(label=_("Number"), max_digits=18, decimal_places=4, required=False)

    FIELDS_OF = {
        EvidenceKind.TEXT: ("text",),
        EvidenceKind.NUMBER: ("number",),
        EvidenceKind.SCORE: ("number",),
    }

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        wanted = self.FIELDS_OF.get(EvidenceKind(item.evidence_kind), ("file", "url"))
        for name in {"url", "file", "text", "number"}.difference(wanted):
            del self.fields[name]
        if item.evidence_kind == EvidenceKind.SCORE:
            scores = [("", "")] + [(str(n), str(n)) for n in range(1, 6)]
            self.fields["number"] = forms.TypedChoiceField(label=_("Score"), choices=scores, coerce=int)

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if value not in (None, "")}


class AddItemForm(ServiceForm):
    title = NameField(label=_("Title"), max_length=200)
    section_id = forms.ModelChoiceField(ProjectSection.objects.none(), label=_("Section"), empty_label=None)
    department_id = forms.ModelChoiceField(Department.objects.all(), label=_("Department"), empty_label=None)
    owner_id = PersonField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    due_on = DayField(label=_("Due date"))
    is_blocker = forms.BooleanField(label=_("Must be done before launch"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("section_id", project.sections.all())
        self.choose("owner_id", possible_owners().select_related("department"))
