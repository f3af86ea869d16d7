"""Addresses of the start page and the set-up."""

from django.urls import path

from soundings_web.home.set_up import set_up
from soundings_web.home.views import start

app_name = "home"
urlpatterns = [path("", start, name="start"), path("set-up/", set_up, name="set_up")]
