"""Addresses of the waves room."""

from django.urls import path

from soundings_web.waves.console import holder_views, paper_views, wave_views

app_name = "waves"
urlpatterns = [
    path("", wave_views.waves, name="waves"),
    path("new/", wave_views.wave_new, name="wave_new"),
    path("<int:pk>/", wave_views.wave, name="wave"),
    path("<int:pk>/edit/", wave_views.wave_edit, name="wave_edit"),
    path("holders/", holder_views.holders, name="holders"),
    path("holders/new/", holder_views.holder_new, name="holder_new"),
    path("holders/<str:key>/", holder_views.holder_passphrase, name="holder_passphrase"),
    # Governance papers.
    path("<int:pk>/papers/", paper_views.papers, name="papers"),
    path("<int:pk>/papers/<str:kind>/", paper_views.paper, name="paper"),
    path("<int:pk>/papers/<str:kind>/word/", paper_views.paper_file, {"ending": ".docx"}, name="paper_word"),
    path("<int:pk>/papers/<str:kind>/web-page/", paper_views.paper_file, {"ending": ".html"}, name="paper_page"),
    path("<int:pk>/papers/<str:kind>/<str:section>/", paper_views.paper_section, name="paper_section"),
    path("<int:pk>/papers/<str:kind>/<str:section>/reset/", paper_views.paper_reset, name="paper_reset"),
]
