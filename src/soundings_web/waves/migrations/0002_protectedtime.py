"""Protected-time sessions on shared devices."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProtectedTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="protected_times", to="waves.survey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("begins_at__lt", models.F("ends_at"))), name="begins_then_ends"
                    )
                ],
            },
        ),
    ]
