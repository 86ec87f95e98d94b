"""What the forms of this app share: a name on one line, and where a service's refusal is shown."""

from __future__ import annotations

from typing import Any

from django import forms

from ..errors import Refusal
from ..texts import wrong_in_name


class NameField(forms.CharField):
    """One line that people read as a name."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if sentence := wrong_in_name(value):
            raise forms.ValidationError(sentence, code="character")


class OwnForm(forms.Form):
    use_required_attribute = False

    def refuse(self, refusal: Refusal) -> None:
        """Put the service's sentence beside the field it is about; what was typed stays."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
