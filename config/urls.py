"""Addresses: each app's own, under its own prefix."""

from django.contrib import admin
from django.urls import include, path

from . import health, live, metrics, style_guide, views, webapp

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", webapp.manifest, name="manifest"),
    path("service-worker.js", webapp.service_worker, name="service-worker"),
    path("offline/", webapp.offline, name="offline"),
    path("style-guide/", style_guide.style_guide, name="style-guide"),
    path("healthz", health.alive, name="health-alive"),
    path("healthz/ready", health.ready, name="health-ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("live/rail/", live.rail, name="live-rail"),
    path("api/v1/", include("config.api_urls")),
    path("admin/", admin.site.urls),
    path("people/import/", include("checklists.people_urls")),
    path("help/", include("config.guide.urls")),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("templates/", include("checklists.urls")),
    path("", include("projects.urls")),
    path("", include("records.urls")),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
