"""Governance papers: what a council changed in them, and the contracts they were edited under."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0003_earlier_ends"),
    ]

    operations = [
        migrations.CreateModel(
            name="GovernancePaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("sections", models.JSONField(default=dict)),
                ("drafts", models.JSONField(default=dict)),
                ("contracts", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("updated_by", models.CharField(max_length=200)),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="waves.wave"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("wave", "kind"), name="one_paper_of_each_kind_in_a_wave")
                ],
            },
        ),
    ]
