"""The first tables of this room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("waves", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(help_text="purge, or answers", max_length=20)),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("text", models.TextField()),
                ("signature", models.CharField(max_length=128)),
                ("public", models.CharField(max_length=64)),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="waves.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["survey", "about", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "about", "number"), name="one_certificate_of_each_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("opened_by", models.CharField(max_length=200)),
                ("ballots", models.PositiveIntegerField()),
                ("unreadable", models.PositiveIntegerField(default=0)),
                ("asked", models.PositiveIntegerField()),
                ("tickets", models.PositiveIntegerField()),
                ("destroyed_at", models.DateTimeField(help_text="When step 2 was done.", null=True)),
                (
                    "survey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opening", to="waves.survey"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["destroyed_at"], name="openings_still_to_finish")],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_by", models.CharField(max_length=200)),
                ("hash", models.CharField(max_length=64)),
                ("content", models.TextField()),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="waves.wave"
                    ),
                ),
            ],
            options={
                "ordering": ["wave", "number"],
                "constraints": [models.UniqueConstraint(fields=("wave", "number"), name="one_release_of_each_number")],
            },
        ),
    ]
