from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Launches")

    def ready(self) -> None:
        from ledger import wording

        from .event_words import EVENT_WORDS

        wording.tell(EVENT_WORDS, {})
