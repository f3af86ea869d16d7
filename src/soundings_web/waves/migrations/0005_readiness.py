"""Waves remember their data-protection assessment, and that the unions were consulted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("waves", "0004_governance_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="wave",
            name="protection_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="wave",
            name="protection_reference",
            field=models.CharField(
                blank=True, default="", help_text="Of the data-protection assessment.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="wave",
            name="union_consulted",
            field=models.CharField(blank=True, default="", help_text="Which unions were consulted.", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="wave",
            name="union_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
