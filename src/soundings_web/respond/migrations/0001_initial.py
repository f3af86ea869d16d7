"""The first tables of this room."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FailedTries",
            fields=[
                ("hour", models.DateTimeField(primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
