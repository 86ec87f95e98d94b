"""What a planner is asked when a launch starts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..conditions import QuestionKind
from .language import in_reader_language
from .templates import TemplateVersion


class Question(models.Model):
    """Asked when a launch starts; conditions on items and scenarios read the answers (see conditions.py)."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"))
    key = models.SlugField(_("short name"))
    text = models.CharField(_("question"), max_length=200)
    text_en = models.CharField(_("English question"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return in_reader_language(self.text, self.text_en)

    @property
    def choice_values(self) -> list[str]:
        return [choice["value"] for choice in self.choices]

    def local_choices(self) -> list[tuple[str, str]]:
        """(value, words in the reader's language) of each choice."""
        return [(c["value"], in_reader_language(c["label"], c.get("label_en", ""))) for c in self.choices]
