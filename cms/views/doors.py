"""Saving a door in the editor: the domain command and the page's own saving succeed or fail together."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from cms.domain import doors
from cms.models import CommunityPage
from mobilize.kernel.refusal import Refused
from moderation.domain import set_aside
from people import queries


class _DomainFirst:
    """Asks the domain before the page is saved; a refusal stands in the form and nothing has changed."""

    own_hook = ""

    def run_hook(self, hook_name, *args, **kwargs):
        # The hook that led here must not lead here again.
        return None if hook_name == self.own_hook else super().run_hook(hook_name, *args, **kwargs)

    def form_valid(self, form):
        now = timezone.now()
        place = self.community_page()
        actor = queries.actor_for(self.request.user, community_slug=place.community.slug, now=now)
        if actor is None:
            raise PermissionDenied
        try:
            with transaction.atomic():
                if form.words_changed:
                    doors.make_or_describe(actor, page=form.instance, words=form.words(), now=now)
                return super().form_valid(form)
        except Refused as refused:
            if refused.hidden:
                raise PermissionDenied from refused
            set_aside.keep(refused, now=now)  # what the command kept went with our own transaction
            form.add_error(form.field_for(refused.field), refused.message)
            form.restore_required_fields()
            return self.form_invalid(form)


class DoorCreateView(_DomainFirst, CreateView):
    own_hook = "before_create_page"

    def community_page(self) -> CommunityPage:
        return self.parent_page


class DoorEditView(_DomainFirst, EditView):
    own_hook = "before_edit_page"

    def community_page(self) -> CommunityPage:
        return self.parent.specific
