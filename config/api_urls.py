"""The API's addresses: each app's own, its description, and JSON for everything that is none of them."""

from django.urls import include, path, re_path

from accounts import api as accounts

from .api_docs import Docs, Schema
from .api_unknown import UnknownAddress

urlpatterns = [
    path("me/", accounts.Me.as_view()),
    path("departments/", accounts.Departments.as_view()),
    path("people/", accounts.People.as_view()),
    path("tokens/", accounts.Tokens.as_view()),
    path("tokens/<int:token_id>/", accounts.Token.as_view()),
    path("", include("checklists.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("records.api.urls")),
    path("", include("notifications.api.urls")),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    re_path("", UnknownAddress.as_view()),
]
