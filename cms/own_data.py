"""What the site's editor keeps that is somebody's own (rules 52 and 53).

Pages are the community's and stay, without the name of who wrote them. Notes between editors go.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from cms.domain import pictures as picture_commands
from cms.enums import Recognizable
from cms.models import JudgedPicture
from cms.queries import pictures
from people.selves import Section, Self, eraser, exporter


@exporter
def of_editor(person: Self) -> Iterator[Section]:
    """Pages one made, notes one wrote, pictures one brought, and one's settings."""
    user = person.user
    yield Section(
        "pages",
        _("Pages you made"),
        [{"title": page.title, "since": page.first_published_at} for page in Page.objects.filter(owner=user)],
    )
    notes = Comment.objects.filter(user=user).values_list("created_at", "text")
    replies = CommentReply.objects.filter(user=user).values_list("created_at", "text")
    yield Section(
        "notes",
        _("Notes you wrote to other editors"),
        [{"when": when, "words": words} for when, words in sorted([*notes, *replies])],
    )
    brought = Image.objects.filter(uploaded_by_user=user)
    documents = Document.objects.filter(uploaded_by_user=user)
    # A picture of young people is theirs: it goes into nobody else's copy.
    own = [*brought.filter(judged__answer=Recognizable.NOBODY), *documents]
    yield Section(
        "files",
        _("Pictures and files you brought"),
        [
            {"title": one.title, "file": Path(one.file.name).name, "when": one.created_at}
            for one in [*brought, *documents]
        ],
        {Path(one.file.name).name: Path(one.file.path) for one in own},
    )
    yield Section(
        "editor",
        _("Your settings of the editor"),
        [
            {
                "language": profile.preferred_language,
                "time zone": profile.current_time_zone,
                "theme": profile.theme,
            }
            for profile in UserProfile.objects.filter(user=user)
        ],
    )


@exporter
def of_pictured(person: Self) -> Iterator[Section]:
    """In which pictures one was named. A picture goes along where nobody else was named in it."""
    rows, files = [], {}
    for judged in pictures.pictures_with(person.membership):
        name = Path(judged.picture.file.name).name
        alone = judged.pictured.count() == 1
        where = picture_commands.place_of(judged.picture) if alone else None
        rows.append(
            {
                "title": judged.picture.title,
                "since": judged.judged_at,
                "shown": judged.withheld_at is None,
                "file": name if where else "",
            }
        )
        if where:
            files[name] = where
    yield Section("pictures", _("Pictures in which you were named"), rows, files)


@eraser
def end_pictures(person: Self, now: datetime) -> None:
    """Delete the pictures by which the person can be known, whoever else is in them."""
    for judged in pictures.pictures_with(person.membership):
        picture_commands.remove(judged.picture, now=now)


@eraser
def end(person: Self, now: datetime) -> None:
    """Take the name out of the editor's own records, and delete notes, unsaved drafts and settings."""
    user = person.user
    if (
        user.memberships.exclude(pk=person.membership.pk)
        .filter(Q(ended_at=None) | Q(ended_at__gt=now))
        .exists()
    ):
        return  # the editor is one for all communities: it ends with the last
    for model in (Comment, CommentReply, EditingSession, FormState, PageSubscription):
        model.objects.filter(user=user).delete()
    for upload in UploadedFile.objects.filter(uploaded_by_user=user):
        _after_all(upload.file)
        upload.delete()
    for profile in UserProfile.objects.filter(user=user):
        _after_all(profile.avatar)
        profile.delete()
    for model, field in (
        (Page, "owner"),
        (Page, "locked_by"),
        (Revision, "user"),
        (PageLogEntry, "user"),
        (ModelLogEntry, "user"),
        (WorkflowState, "requested_by"),
        (TaskState, "finished_by"),
        (Image, "uploaded_by_user"),
        (JudgedPicture, "judged_by"),
        (Document, "uploaded_by_user"),
        (StringTranslation, "last_translated_by"),
        (SegmentOverride, "last_translated_by"),
    ):
        model.objects.filter(**{field: user}).update(**{field: None})


def _after_all(file: FieldFile) -> None:
    """Delete a file once it is certain that its row is gone."""
    if file and file.name:
        transaction.on_commit(partial(file.storage.delete, file.name))
