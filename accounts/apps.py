from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and departments")

    def ready(self) -> None:
        from ledger import wording

        from .event_words import EVENT_WORDS

        wording.tell(EVENT_WORDS, {})
