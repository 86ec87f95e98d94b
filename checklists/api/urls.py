from django.urls import path

from . import templates

urlpatterns = [
    path("launch-types/", templates.LaunchTypes.as_view()),
    path("templates/", templates.Templates.as_view()),
    path("templates/<int:template_id>/", templates.TemplateDetail.as_view()),
]
