"""Addresses of the pages people answer on."""

from django.urls import path

from soundings_web.respond import entering, views
from soundings_web.respond.preview import preview

app_name = "respond"
urlpatterns = [
    path("a/<str:link>", entering.start, name="start"),
    path("code/", entering.by_code, name="code"),
    path("session/<str:code>/", entering.session, name="session"),
    path("answer/", views.begin, name="begin"),
    path("answer/<int:number>/", views.questions_page, name="page"),
    path("answer/check/", views.check, name="check"),
    path("answer/done/", views.done, name="done"),
    path("answer/kept/", views.left, name="left"),
    path("promise/<str:survey>/", entering.promise_page, name="promise"),
    path("preview/<str:key>/", preview, name="preview"),
]
