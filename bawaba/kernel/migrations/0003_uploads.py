from django.db import migrations, models
from django.db.models import F


def name_blobs(apps, schema_editor):
    apps.get_model('kernel', 'StoredFile').objects.update(blob=F('key'))


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_stored_files'),
    ]

    operations = [
        migrations.AddField('storedfile', 'as_pdf', models.BooleanField(default=False)),
        migrations.AddField('storedfile', 'mark', models.CharField(blank=True, max_length=300)),
        migrations.AddField('storedfile', 'language', models.CharField(blank=True, max_length=8)),
        migrations.AddField('storedfile', 'blob', models.CharField(default='', max_length=40)),
        migrations.RunPython(name_blobs, migrations.RunPython.noop, elidable=True),
        migrations.AlterField('storedfile', 'blob', models.CharField(max_length=40, unique=True)),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('owner', models.CharField(max_length=80)),
                ('place', models.CharField(max_length=200)),
                ('sealed_name', models.BinaryField()),
                ('length', models.PositiveIntegerField()),
                ('offset', models.PositiveIntegerField(default=0)),
                ('parts', models.JSONField(default=list)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'place'], name='upload_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('offset__lte', models.F('length'))), name='upload_within')],
            },
        ),
    ]
