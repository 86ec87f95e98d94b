"""Inviting the people of a file; stands below /people/."""

from django.urls import path

from .views import people_files

app_name = "people-files"

urlpatterns = [
    path("", people_files.upload, name="upload"),
    path("<int:people_file_id>/", people_files.preview, name="preview"),
    path("<int:people_file_id>/apply/", people_files.apply, name="apply"),
]
