from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0003_calibration_editions")]

    operations = [
        migrations.AddField(
            model_name="sitting",
            name="pilots",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="weighing",
            field=models.CharField(
                choices=[
                    ("full", "counts fully"),
                    ("after-reading", "counts less: you had just read the text"),
                    ("explained", "does not count: its explanation was shown less than 30 days ago"),
                    ("too-fast", "does not count: answered faster than it can be read"),
                    ("outside", "does not count: outside what is required of you"),
                    ("pilot", "does not count: this question is being tried out"),
                ],
                max_length=14,
            ),
        ),
    ]
