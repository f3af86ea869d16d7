"""The first tables: organisation, people, rosters and their entries, and the audit trail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=100)),
                ("about", models.CharField(max_length=300)),
                ("details", models.JSONField(default=dict)),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Roster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, unique=True)),
                ("census_on", models.DateField()),
                ("state", models.CharField(default="draft", max_length=10)),
                ("source", models.CharField(max_length=255)),
                ("counts", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", ["draft", "frozen"])), name="roster_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=620, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("closed", models.BooleanField(default=False)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.unit")),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.JSONField(default=list)),
                ("facts", models.JSONField(default=dict)),
                ("standing", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("paper", models.BooleanField(default=False)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.person")),
                ("roster", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.roster")),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.unit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("roster", "person"), name="entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ("eligible", "left", "long_absence", "excluded"))),
                        name="entry_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("standing", "eligible")),
                            models.Q(
                                models.Q(("standing", "eligible"), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="entry_reason_unless_eligible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paper", False), ("standing", "eligible"), _connector="OR"),
                        name="entry_paper_if_eligible",
                    ),
                ],
            },
        ),
    ]
