"""Sign-in (the parts of allauth that are used, under its own names) and a person's settings.

People are entered by an administrator or invited, so there is no sign-up and no management of e-mail addresses.
"""

from allauth.account import views as allauth
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from .views import departments, invitations, people, settings

own = [
    path("", settings.settings, name="settings"),
    path("switch/", settings.settings_switch, name="settings-switch"),
    path("tokens/create/", settings.token_create, name="token-create"),
    path("tokens/<int:token_id>/revoke/", settings.token_revoke, name="token-revoke"),
]

people_urls = [
    path("people/", people.person_list, name="person-list"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/<int:invitation_id>/resend/", invitations.resend, name="invitation-resend"),
    path("people/invitations/<int:invitation_id>/withdraw/", invitations.withdraw, name="invitation-withdraw"),
    path("departments/", departments.department_list, name="department-list"),
    path("departments/new/", departments.department_new, name="department-new"),
    path("departments/standard/", departments.departments_standard, name="departments-standard"),
    path("departments/calendar/", departments.calendar, name="calendar"),
    path("departments/calendar/<int:day_id>/remove/", departments.calendar_remove, name="calendar-remove"),
    path("departments/<int:department_id>/", departments.department_change, name="department-change"),
]

urlpatterns = [
    path("", include((people_urls, "people"))),
    path("invitation/", invitations.accept, name="account_accept_invitation"),
    path("invitation/<slug:secret>/", invitations.arrive, name="account_invitation"),
    path("settings/", include((own, "accounts"))),
    path("account/login/", allauth.login, name="account_login"),
    path("account/logout/", allauth.logout, name="account_logout"),
    path("account/inactive/", allauth.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", allauth.password_change, name="account_change_password"),
    path("account/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("account/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # allauth leads people without a password here; they choose their first one through a link by mail.
    path(
        "account/password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
]
