"""Surveys remember every end they had, so that respondents can read when it was moved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0002_protectedtime"),
    ]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="earlier_ends",
            field=models.JSONField(default=list, help_text="Every end it had before, the first one first."),
        ),
    ]
