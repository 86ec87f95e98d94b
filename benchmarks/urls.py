"""The product's addresses, and the floor's beside them."""

from django.urls import include, path

urlpatterns = [path("floor/", include("benchmarks.floor")), path("", include("config.urls"))]
