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

codes(
    duty_times_incomplete=(422, _("Give a day, a beginning and an end, or none of them for always.")),
    duty_needs_check=(422, _("Choose an adult who works here and has a valid safeguarding check.")),
    duty_twice=(409, _("This turn is noted already.")),
    own_ruling=(403, _("You decided about this one before. Another moderator looks at it now.")),
    appeal_made=(409, _("You asked for this already. Another moderator looks at it.")),
    appeal_too_early=(409, _("This is not decided yet. Wait until a person has read it.")),
    appeal_decided=(409, _("Somebody else has already decided about this.")),
    severity_reason=(422, _("Say in a few words why. It stands in the audit trail.")),
    severity_same=(422, _("Choose another severity than it has.")),
    lead_lowers=(403, _("Only a safeguarding lead can call this less grave.")),
    reply_as_it_was=(
        422,
        _(
            "This is the reply to begin with. Change it, so that it sounds like you and speaks to this person."
        ),
    ),
    break_now=(
        403,
        _(
            "You have read many hard things today. Please take a break until %(until)s. Somebody else looks after them."
        ),
    ),
    wish_unknown=(422, _("Choose one of the two: find me now, or I can wait.")),
    check_done=(409, _("Somebody has looked already.")),
    note_missing=(422, _("Say in a few words how they are.")),
    drill_runs=(409, _("A drill is running now. It ends when somebody answers.")),
)

codes(
    words_wait_contact=(
        422,
        _(
            "This may hold a phone number, an address or a link. A person reads it first, by %(when)s. You did nothing "
            "wrong. Take that part out, or wait until we write that you can enter it."
        ),
    ),
    words_wait_conduct=(
        422,
        _(
            "Some of these words may hurt somebody. A person reads them first, by %(when)s. Say it in other words, or "
            "wait until we write that you can enter them."
        ),
    ),
    words_wait_care=(
        422,
        _(
            "These words tell of something hard. A person reads them first, by %(when)s, and nobody else sees them. "
            "We write to you."
        ),
    ),
    words_told=(
        422,
        _("Thank you for telling us. A person reads your words, by %(when)s, and nobody else sees them."),
    ),
)
