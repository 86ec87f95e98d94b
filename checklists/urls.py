from django.urls import path

from .views import export, templates

app_name = "checklists"

urlpatterns = [
    path("", templates.template_list, name="template-list"),
    path("<int:template_id>/", templates.template_detail, name="template-detail"),
]
