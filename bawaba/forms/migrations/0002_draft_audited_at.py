"""When the audit last named a draft; for those that are there, when they were last changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]

    operations = [
        migrations.AddField("draft", "audited_at", models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE forms_draft SET audited_at = updated_at", migrations.RunSQL.noop),
        migrations.AlterField("draft", "audited_at", models.DateTimeField()),
    ]
