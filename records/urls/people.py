"""Addresses of one person. The list of people is in accounts."""

from django.urls import path

from ..views import people

PERSON = "people/<int:user_id>/"

urlpatterns = [
    path(PERSON, people.person_detail, name="person-detail"),
    path(PERSON + "change/", people.person_change, name="person-change"),
    path(PERSON + "pass-on/", people.person_pass_on, name="person-pass-on"),
    path(PERSON + "close/", people.person_close, name="person-close"),
    path(PERSON + "reopen/", people.person_reopen, name="person-reopen"),
]
