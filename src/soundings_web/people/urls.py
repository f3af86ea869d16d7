"""Addresses of the people room; and those of allauth that the site uses, which are few."""

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from django.urls import include, path
from django.views.decorators.cache import cache_control

from soundings_web.people import roster_views
from soundings_web.people.accounts import single_sign_on, views
from soundings_web.people.accounts.console import faulty_form_is_422 as checked

ours = (
    [
        path("accounts/", views.account_list, name="accounts"),
        path("accounts/new/", views.account_new, name="account_new"),
        path("accounts/<int:pk>/", views.account_edit, name="account"),
        path("accounts/<int:pk>/do/", views.account_do, name="account_do"),
        path("welcome/<str:secret>/", views.accept, name="accept"),
        path("me/", views.me, name="me"),
        path("rosters/", roster_views.rosters, name="rosters"),
        path("rosters/new/", roster_views.roster_new, name="roster_new"),
        path("rosters/preview/", roster_views.roster_preview, name="roster_preview"),
        path("rosters/<int:pk>/", roster_views.roster, name="roster"),
        path("rosters/<int:pk>/freeze/", roster_views.roster_freeze, name="roster_freeze"),
        path("organisation/", roster_views.organisation, name="organisation"),
        path("trail/", views.trail, name="trail"),
    ],
    "people",
)
# No browser keeps them: one shows recovery codes.
unkept = cache_control(no_store=True)
# Their names are allauth's own.
urlpatterns = [
    path("", include(ours)),
    path("sign-in/", checked(account.login), name="account_login"),
    path("sign-in/locked/", account.account_inactive, name="account_inactive"),
    path("sign-in/code/", checked(second_step.authenticate), name="mfa_authenticate"),
    path("sign-in/failed/", social.login_error, name="socialaccount_login_error"),
    path("sign-in/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/unknown/", social.signup, name="socialaccount_signup"),
    path("sign-in/with/<str:provider_id>/", single_sign_on.leave, name="openid_connect_login"),
    path("sign-in/with/<str:provider_id>/back/", single_sign_on.come_back, name="openid_connect_callback"),
    path("sign-out/", account.logout, name="account_logout"),
    path("me/password/", unkept(checked(account.password_change)), name="account_change_password"),
    path("me/password/none/", single_sign_on.no_password, name="account_set_password"),
    path("me/confirm/", unkept(checked(account.reauthenticate)), name="account_reauthenticate"),
    path("me/confirm/code/", unkept(checked(second_step.reauthenticate)), name="mfa_reauthenticate"),
    path("me/second-step/", unkept(second_step.index), name="mfa_index"),
    path("me/second-step/app/", unkept(checked(totp.activate_totp)), name="mfa_activate_totp"),
    path("me/second-step/app/remove/", unkept(checked(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path("me/second-step/codes/", unkept(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "me/second-step/codes/new/",
        unkept(checked(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
]
