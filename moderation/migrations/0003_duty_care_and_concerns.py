import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mobilize.kernel.encrypted
import mobilize.kernel.models

WORDS = ("kind", "words", "reference", "created_at", "concern_id", "by_id", "corrects_id")


def let_entries_stay(apps, editor):
    """Let the database refuse to change an entry of a concern (rule 23)."""
    table = "moderation_concernentry"
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION concern_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'an entry of a concern does not change'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER concern_entries_stay BEFORE UPDATE OF {', '.join(WORDS)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION concern_entries_stay()"
        )
    elif editor.connection.vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER concern_entries_stay BEFORE UPDATE OF {', '.join(WORDS)} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'an entry of a concern does not change'); END"
        )


def let_go(apps, editor):
    on = " ON moderation_concernentry" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER concern_entries_stay{on}")
    if on:
        editor.execute("DROP FUNCTION concern_entries_stay()")


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_held_outside_hours"),
        ("people", "0005_encrypt_who_gave_consent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="signs",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("words", models.TextField(blank=True, verbose_name="why it should be looked at again")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Another moderator looks at it"),
                            ("upheld", "The author was right"),
                            ("kept", "The ruling stays"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("expected_by", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, verbose_name="what you write to the author")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="moderation.ruling",
                    ),
                ),
            ],
            options={
                "ordering": ["expected_by", "id"],
            },
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("student", "About a young person"),
                            ("staff", "About an adult who works here"),
                            ("low_level", "About how an adult behaved, below harm"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("acknowledged", "Acknowledged"),
                            ("triaged", "Looked at"),
                            ("actioned", "Acted on"),
                            ("referred", "Handed to an agency"),
                            ("review", "In review"),
                            ("closed", "Closed"),
                        ],
                        default="raised",
                        max_length=12,
                    ),
                ),
                ("origin", mobilize.kernel.encrypted.EncryptedTextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("support", "Support here"),
                            ("referred", "An agency took it over"),
                            ("no_further", "Nothing further is needed"),
                            ("unfounded", "It was not so"),
                        ],
                        max_length=20,
                    ),
                ),
                ("review_on", models.DateField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "adult",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_about",
                        to="people.membership",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="people.community",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_raised",
                        to="people.membership",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ConcernEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("acknowledged", "Acknowledged"),
                            ("triaged", "Looked at"),
                            ("action", "Action"),
                            ("referral", "Handed to an agency"),
                            ("report", "Reported by duty"),
                            ("guardians", "Decision about telling guardians"),
                            ("addendum", "Addition or correction"),
                            ("child_told", "The young person was told"),
                            ("review", "Review"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "words",
                    mobilize.kernel.encrypted.EncryptedTextField(
                        blank=True, verbose_name="what happened, in plain facts"
                    ),
                ),
                (
                    "reference",
                    mobilize.kernel.encrypted.EncryptedTextField(
                        blank=True, verbose_name="the agency's reference"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="moderation.concern",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="moderation.concernentry",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "concern entries",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ConcernReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("reason", mobilize.kernel.encrypted.EncryptedTextField(verbose_name="why they must know")),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="moderation.concern",
                    ),
                ),
                (
                    "let_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concerns_read",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Drill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="drill",
                        to="moderation.case",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drills",
                        to="people.community",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="DutyTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("lead", "Safeguarding lead on duty"),
                            ("deputy", "Deputy"),
                            ("head", "Head"),
                            ("chair", "Chair of the governing body"),
                        ],
                        max_length=10,
                        verbose_name="post",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="weekday",
                    ),
                ),
                ("begins", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="to")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_turns",
                        to="people.community",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_turns",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["post", "weekday", "begins", "id"],
            },
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.PositiveSmallIntegerField(default=0)),
                ("break_until", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exposures",
                        to="people.membership",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("lead", "Safeguarding lead on duty"),
                            ("deputy", "Deputy"),
                            ("head", "Head"),
                            ("chair", "Chair of the governing body"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_drill", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summonses",
                        to="moderation.case",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summonses",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TransferPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "to_school",
                    mobilize.kernel.encrypted.EncryptedTextField(verbose_name="which school, and who there"),
                ),
                ("due_at", models.DateTimeField()),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "received_by",
                    mobilize.kernel.encrypted.EncryptedTextField(blank=True, verbose_name="who received it"),
                ),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_packs",
                        to="people.community",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_packs",
                        to="people.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Unmasking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=mobilize.kernel.models.new_public_id,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("byline_ref", mobilize.kernel.encrypted.EncryptedTextField()),
                (
                    "reason",
                    mobilize.kernel.encrypted.EncryptedTextField(verbose_name="why the name is needed"),
                ),
                ("at_once", models.BooleanField(default=False)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("telling_deferred_until", models.DateTimeField(blank=True, null=True)),
                ("deferred_because", mobilize.kernel.encrypted.EncryptedTextField(blank=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmaskings",
                        to="people.community",
                    ),
                ),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmaskings",
                        to="moderation.concern",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "wish",
                    models.CharField(choices=[("now", "Find me now"), ("wait", "I can wait")], max_length=10),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wish", to="moderation.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AfterCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("day", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField(db_index=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "note",
                    mobilize.kernel.encrypted.EncryptedTextField(blank=True, verbose_name="how they are"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after_checks",
                        to="moderation.case",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "day"), name="one_after_check_a_day")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="closed_concern_has_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="concernreader",
            constraint=models.UniqueConstraint(
                fields=("concern", "membership"), name="one_reader_per_concern"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("begins", None), ("ends", None), ("weekday", None)),
                    models.Q(
                        ("begins__isnull", False),
                        ("ends__gt", models.F("begins")),
                        ("weekday__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="turn_has_all_times_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.UniqueConstraint(fields=("membership", "day"), name="one_exposure_a_day"),
        ),
        migrations.AddConstraint(
            model_name="summons",
            constraint=models.UniqueConstraint(fields=("case", "post"), name="one_summons_per_post_and_case"),
        ),
        migrations.AddConstraint(
            model_name="unmasking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="two_people_unmask",
            ),
        ),
        migrations.RunPython(let_entries_stay, let_go),
    ]
