from django.urls import path

from . import views

app_name = "checklists"

urlpatterns = [
    path("", views.template_list, name="template-list"),
    path("<int:template_id>/", views.template_detail, name="template-detail"),
]
