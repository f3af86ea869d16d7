"""Addresses of the results room: boxes, certificates and releases."""

from django.urls import path

from soundings_web.results.console import box_views, certificate_views, release_views

app_name = "results"
urlpatterns = [
    path("box/<str:key>/", box_views.box, name="box"),
    path("box/<str:key>/open/", box_views.box_open, name="box_open"),
    path("box/<str:key>/certificate/", certificate_views.certificate, name="certificate"),
    path("box/<str:key>/certificate.txt", certificate_views.certificate_file, name="certificate_file"),
    path("box/<str:key>/confirm/", certificate_views.confirm, name="confirm"),
    path("releases/", release_views.releases, name="releases"),
    path("releases/<int:pk>/", release_views.wave_results, name="wave"),
    path("releases/<int:pk>/publish/", release_views.publish, name="publish"),
    path("releases/<int:pk>/<int:number>.json", release_views.release_file, name="release_file"),
]
