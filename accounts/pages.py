"""What a page's view gets once somebody is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from .models import User


class PageRequest(HttpRequest):
    user: User
