"""The API's addresses: each app's own, its description, and JSON for everything that is none of them."""

from django.urls import include, path, re_path

from .api_docs import Docs, Schema
from .api_unknown import UnknownAddress

urlpatterns = [
    path("", include("accounts.api.urls")),
    path("", include("checklists.api.urls")),
    path("", include("projects.api.urls")),
    path("", include("records.api.urls")),
    path("", include("notifications.api.urls")),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    re_path("", UnknownAddress.as_view()),
]
