"""What the moderation floor says when it says no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    case_version=(409, _("The author changed the text since you opened it. Read the new text, then decide.")),
    case_ruled=(409, _("Somebody else has already decided about this one.")),
    own_post=(403, _("You cannot decide about your own words. Another moderator will.")),
    second_person=(403, _("You proposed this removal. A second moderator must agree.")),
    reply_missing=(422, _("Write a few kind words to the author, so that they know what to do.")),
    reason_missing=(422, _("Choose a reason. The author will read it.")),
    too_many_reports=(
        429,
        _("You sent many reports. We are looking at them. Try again in an hour, or get help now."),
    ),
    reported_already=(409, _("You told us about this already. Thank you. A person will look at it.")),
    own_report=(409, _("This is your own post. You can take it back instead.")),
)

codes(
    outcome_missing=(422, _("Choose what to do: release it, send it back or remove it.")),
    reply_too_long=(
        422,
        _("Your reply is %(length)d letters long. Please use at most %(limit)d. It is still here."),
    ),
    not_an_adult=(422, _("Choose an adult of this community.")),
    lead_only=(403, _("Only a safeguarding lead can take this mark away.")),
    flag_reason_missing=(422, _("Choose what is wrong. A person will look at it.")),
    words_too_long=(
        422,
        _("This is %(length)d letters long. Please use at most %(limit)d. Your words are still here."),
    ),
    weekdays_missing=(422, _("Choose at least one day of the week.")),
    shift_backwards=(422, _("The end must come after the beginning.")),
    shift_overlaps=(409, _("On one of these days there are hours at that time already.")),
)
