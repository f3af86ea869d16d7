"""The first tables of this room."""

from django.db import migrations, models

import soundings_web.answers.models
from soundings_web.storage.without_rowid import WithoutRowid


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=soundings_web.answers.models.random_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("survey", models.CharField(db_index=True, max_length=32)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("place", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("survey", models.CharField(db_index=True, max_length=32)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=soundings_web.answers.models.random_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("survey", models.CharField(max_length=32)),
                ("part", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("survey", "part"), name="one_file_for_each_part")],
            },
        ),
        WithoutRowid("Ballot", "Draft", "AnswerFile"),
    ]
