from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        from ledger import wording

        from .event_words import EVENT_PAGES, EVENT_WORDS

        wording.tell(EVENT_WORDS, EVENT_PAGES)
