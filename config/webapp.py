"""What lets a phone install the site and read the last pages without a connection. See docs/adr/0022."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

ICONS = (("192", "any"), ("512", "any"), ("maskable-512", "maskable"))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Names in the reader's language. The colours are the canvas of tokens.css, which a manifest cannot read."""
    icons = [
        {
            "src": static(f"icons/{name}.png"),
            "sizes": f"{name.rpartition('-')[2]}x{name.rpartition('-')[2]}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in ICONS
    ]
    content = {
        "name": _("Launch Ready"),
        "short_name": _("Launch Ready"),
        "description": _("Who prepares what, by when, before every launch"),
        "lang": request.LANGUAGE_CODE,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": "#f4f5f7",
        "icons": icons,
        "shortcuts": [
            {"name": _("Inbox"), "url": reverse("notifications:inbox")},
            {"name": _("Launches"), "url": reverse("projects:project-list")},
            {"name": _("Report a surprise"), "url": reverse("records:surprise-new")},
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, because a worker rules no address above its own."""
    return render(request, "config/service_worker.js", content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows in place of a page that this phone has not seen; kept at its installation."""
    return render(request, "config/offline.html")
