"""Transfer packs: made, handed over, received (rule 30)."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mobilize.kernel.access import access
from mobilize.kernel.keyset import page_of
from mobilize.kernel.looking import looked
from mobilize.kernel.refusal import Refused
from moderation import concern_forms as forms
from moderation import concern_queries as concerns_of
from moderation.domain import pack_file, transfer
from people.views.answers import accepted


@access(GET="moderation.keep_concerns")
def pack_list(request):
    """Show the packs, newest first, with their clocks."""
    now = timezone.now()
    looked(request.actor, request.actor.community, now, at="packs")
    page = page_of(concerns_of.packs_of(request.actor), request.GET, size=concerns_of.PAGE)
    rows = [{"pack": one, "late": one.received_at is None and one.due_at < now} for one in page.rows]
    context = {"page": page, "rows": rows}
    return render(request, "moderation/pack_list.html", context)


def _page(request, pack, *, words="", form=None, receive_form=None):
    bound = form or receive_form
    context = {
        "pack": pack,
        "late": pack.received_at is None and pack.due_at < timezone.now(),
        "words": words,
        "there": pack_file.place_of(pack).exists(),
        "form": form or forms.BeginPack(initial={"to_school": pack.to_school}),
        "receive_form": receive_form or forms.ReceivePack(),
    }
    status = getattr(bound, "status", 200) if bound is not None else 200
    return render(request, "moderation/pack.html", context, status=status)


@access(
    GET="moderation.keep_concerns",
    POST="moderation.keep_concerns",
    of=concerns_of.pack_of,
    fresh=True,
)
def pack_page(request, pack):
    """Make the pack and show its words once; note that it was handed over and received."""
    actor, now = request.actor, timezone.now()
    looked(actor, pack, now)  # the answer to a form shows the pack too
    if request.method != "POST":
        return _page(request, pack)
    act = request.POST.get("act", "")
    if act == "make":
        form = forms.BeginPack(request.POST)
        made = accepted(form, lambda typed: transfer.make(actor, pack=pack, **typed, now=now))
        if made is None:
            return _page(request, pack, form=form)
        return _page(request, made[0], words=made[1])
    if act == "receive":
        form = forms.ReceivePack(request.POST)
        if accepted(form, lambda typed: transfer.receive(actor, pack=pack, **typed, now=now)) is None:
            return _page(request, pack, receive_form=form)
        messages.success(request, _("The receipt is recorded. The file is deleted here."))
    elif act == "hand":
        transfer.hand_over(actor, pack=pack, now=now)
        messages.success(request, _("It is noted that the pack is on its way."))
    else:
        raise Refused("not_now")
    return redirect("transfer_pack", community=actor.community.slug, pack=pack.public_id)


@access(GET="moderation.keep_concerns", of=concerns_of.pack_of, fresh=True)
def pack_download(request, pack):
    """Hand out the sealed page."""
    place = pack_file.place_of(pack)
    if not place.is_file():
        raise Refused("not_found")
    looked(request.actor, pack, timezone.now(), at="export")
    return FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename="transfer-pack.html",
        content_type="application/octet-stream",
    )
