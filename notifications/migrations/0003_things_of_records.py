"""Notifications about things of `records`, of which the company's stream tells, too; and hashes sent every day."""

from django.conf import settings
from django.db import migrations, models

# Of what was written there before nobody has to be told.
START_AT_THE_HEAD = """
INSERT INTO notifications_streamcursor (stream_id, seq)
SELECT id, head_seq FROM ledger_stream WHERE kind = 'company' ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_unchanged_and_owed"),
        ("notifications", "0002_channels_policies_reports"),
        ("projects", "0003_dropped_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="thing_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="thing_kind",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="reportschedule",
            name="kind",
            field=models.CharField(
                choices=[("weekly", "Weekly report"), ("heads", "Hashes of the history")],
                db_default="weekly",
                default="weekly",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "heads"), _negated=True), ("project__isnull", True), _connector="OR"
                ),
                name="hashes_are_of_all",
            ),
        ),
        migrations.RunSQL(START_AT_THE_HEAD, migrations.RunSQL.noop),
    ]
