"""Addresses of the start page, the set-up and the look of the site."""

from django.urls import path

from soundings_web.home.look_views import look
from soundings_web.home.set_up import set_up
from soundings_web.home.views import start

app_name = "home"
urlpatterns = [
    path("", start, name="start"),
    path("set-up/", set_up, name="set_up"),
    path("council/", look, name="look"),
]
