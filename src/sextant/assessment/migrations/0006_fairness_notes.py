import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sextant.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0005_decisions_carried_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FairnessNote",
            fields=[
                ("id", models.UUIDField(default=sextant.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "grouping",
                    models.CharField(
                        choices=[
                            ("profession", "profession"),
                            ("stage", "stage of training"),
                            ("institution", "institution"),
                            ("language", "language"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reference", models.CharField(max_length=200)),
                ("focal", models.CharField(max_length=200)),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("fair", "a true difference, not unfair"),
                            ("unfair", "unfair to a group: to be corrected"),
                            ("open", "looked at, not settled"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(max_length=1000)),
                ("noted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fairness_notes", to="assessment.itemversion"
                    ),
                ),
            ],
            options={"ordering": ["-noted_at"]},
        ),
    ]
