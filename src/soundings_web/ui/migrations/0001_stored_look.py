"""The organisation's name, logo and colour, as staff choose them: one row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StoredLook",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("colour", models.CharField(blank=True, max_length=7)),
                (
                    "logo",
                    models.BinaryField(blank=True, default=b"", help_text="A PNG, made clean before it came here."),
                ),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_look")],
            },
        ),
    ]
