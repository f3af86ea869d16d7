"""Addresses of the pages people answer on."""

from django.urls import path

from soundings_web.respond import views

app_name = "respond"
urlpatterns = [
    path("a/<str:link>", views.start, name="start"),
    path("code/", views.by_code, name="code"),
    path("session/<str:code>/", views.session, name="session"),
    path("answer/", views.begin, name="begin"),
    path("answer/<int:number>/", views.questions_page, name="page"),
    path("answer/check/", views.check, name="check"),
    path("answer/done/", views.done, name="done"),
    path("answer/kept/", views.left, name="left"),
    path("promise/<str:survey>/", views.promise_page, name="promise"),
]
