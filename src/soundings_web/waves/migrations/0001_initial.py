"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models

import soundings_web.waves.models
from soundings_web.storage.without_rowid import WithoutRowid


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyHolder",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=soundings_web.waves.models.random_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("public", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("organisation", models.CharField(max_length=200)),
                ("held_on", models.DateField(help_text="The day the exercise begins; waves are ordered by it.")),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="waves.wave",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=soundings_web.waves.models.random_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being prepared"),
                            ("open", "open"),
                            ("paused", "paused"),
                            ("closed", "closed"),
                            ("opened", "opened"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("plan", models.JSONField(help_text="What the survey will promise, until the contract is frozen.")),
                ("holders", models.JSONField(default=list, help_text="Keys of the key holders, the innermost first.")),
                (
                    "mixed",
                    models.PositiveIntegerField(
                        default=0, help_text="How many ballots the box held at the last mixing."
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="people.roster"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="waves.wave"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("answers", models.PositiveIntegerField(default=0)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="daily_counts", to="waves.survey"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("survey", "day"), name="one_count_per_survey_and_day")],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="waves.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["survey", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "number"), name="one_contract_of_each_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=soundings_web.waves.models.random_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("link_hash", models.CharField(max_length=64, unique=True)),
                ("code_lookup", models.CharField(max_length=64, null=True, unique=True)),
                ("used", models.BooleanField(default=False)),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.entry"),
                ),
                (
                    "survey",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="waves.survey"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "entry"), name="one_ticket_per_person_and_survey")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.UniqueConstraint(fields=("wave", "code"), name="one_survey_of_each_code_in_a_wave"),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="opens_before_it_closes"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "open", "paused", "closed", "opened"])),
                name="survey_state_is_known",
            ),
        ),
        WithoutRowid("Ticket"),
    ]
