"""Addresses of the pages about waves and surveys."""

from django.urls import path

from soundings_web.waves.console import (
    asked_views,
    holder_views,
    life_views,
    paper_views,
    question_views,
    ready_views,
    survey_views,
    wave_views,
)

app_name = "waves"
urlpatterns = [
    path("", wave_views.waves, name="waves"),
    path("new/", wave_views.wave_new, name="wave_new"),
    path("<int:pk>/", wave_views.wave, name="wave"),
    path("<int:pk>/edit/", wave_views.wave_edit, name="wave_edit"),
    path("holders/", holder_views.holders, name="holders"),
    path("holders/new/", holder_views.holder_new, name="holder_new"),
    path("holders/<str:key>/", holder_views.holder_passphrase, name="holder_passphrase"),
    path("<int:pk>/rules/", asked_views.rules, name="rules"),
    path("<int:pk>/surveys/new/", survey_views.survey_new, name="survey_new"),
    path("surveys/<str:key>/", survey_views.survey, name="survey"),
    path("surveys/<str:key>/edit/", survey_views.survey_edit, name="survey_edit"),
    path("surveys/<str:key>/remove/", survey_views.survey_remove, name="survey_remove"),
    path("surveys/<str:key>/who/", asked_views.who, name="who"),
    path("surveys/<str:key>/facts/", asked_views.facts, name="facts"),
    path("surveys/<str:key>/facts/<str:item>/", asked_views.groups, name="groups"),
    path("surveys/<str:key>/handling/", asked_views.handling, name="handling"),
    path("surveys/<str:key>/questions/", question_views.questions, name="questions"),
    path("surveys/<str:key>/questions/own/", question_views.own_new, name="own_new"),
    path("surveys/<str:key>/questions/own/remove/", question_views.own_remove, name="own_remove"),
    path("surveys/<str:key>/contacts/", question_views.contacts, name="contacts"),
    path("surveys/<str:key>/readiness/", ready_views.readiness_page, name="readiness"),
    path("surveys/<str:key>/open/", ready_views.open_it, name="open"),
    path("surveys/<str:key>/pause/", life_views.pause, name="pause"),
    path("surveys/<str:key>/extend/", life_views.extend, name="extend"),
    path("surveys/<str:key>/close/", life_views.close, name="close"),
    path("surveys/<str:key>/links/", life_views.links, name="links"),
    path("surveys/<str:key>/contract/", life_views.contract, name="contract"),
    path("surveys/<str:key>/contract/file/", life_views.contract_file, name="contract_file"),
    # Governance papers.
    path("<int:pk>/papers/", paper_views.papers, name="papers"),
    path("<int:pk>/papers/<str:kind>/", paper_views.paper, name="paper"),
    path("<int:pk>/papers/<str:kind>/word/", paper_views.paper_file, {"ending": ".docx"}, name="paper_word"),
    path("<int:pk>/papers/<str:kind>/web-page/", paper_views.paper_file, {"ending": ".html"}, name="paper_page"),
    path("<int:pk>/papers/<str:kind>/<str:section>/", paper_views.paper_section, name="paper_section"),
    path("<int:pk>/papers/<str:kind>/<str:section>/reset/", paper_views.paper_reset, name="paper_reset"),
]
