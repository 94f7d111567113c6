"""What goal polls say when they say no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    poll_not_open=(409, _("This poll is not open, so no vote can be cast now.")),
    poll_not_draft=(409, _("This poll has opened. Its rules and goals are fixed now.")),
    poll_not_running=(409, _("This poll is not running, so there is nothing to end.")),
    poll_result_not_yet=(409, _("There is no result yet. It comes when the poll has closed.")),
    not_in_electorate=(
        403,
        _("You cannot vote in this poll. It is for those who were members when it opened."),
    ),
    option_unknown=(
        422,
        _("One of these goals is not part of this poll. Look at the page again and tick anew."),
    ),
    votes_too_fast=(
        429,
        _(
            "That was many votes in a short time. What you cast before still counts. "
            "Wait a minute, then cast this one."
        ),
    ),
    receipt_word_unknown=(422, _("“%(word)s” is not a word of our receipts. Look at it again.")),
    receipt_unfinished=(422, _("A receipt has six words and two numbers. Type all of them.")),
    receipts_not_listed=(409, _("This poll ended without opening the votes, so it has no list of receipts.")),
    options_too_few=(422, _("A poll needs at least two goals to choose from.")),
    options_too_many=(
        422,
        _("A poll can have %(limit)d goals at most, so that everybody can read them all."),
    ),
    option_exists=(422, _("This poll has a goal of that name. Choose another one.")),
    winners_too_many=(422, _("Choose fewer goals than there are to choose from.")),
    poll_end_missing=(422, _("Say until when people can vote.")),
    poll_end_past=(422, _("That time is over. Choose a later one.")),
    nobody_may_vote=(409, _("Nobody could vote in this poll. Look at the age bands.")),
    electorate_too_small=(
        409,
        _(
            "Fewer than %(fewest)d students can vote in this poll. To keep each vote secret, it cannot open yet. "
            "Look at the age bands."
        ),
    ),
    poll_quorum_unknown=(422, _("Give a number from 0 to 100.")),
    poll_rule_unknown=(422, _("Choose one of the ways from the list.")),
    bands_wider_than_forum=(
        422,
        _("Some of these age bands cannot read the forum that this poll cites. Leave them out."),
    ),
    void_reason_missing=(422, _("Say why, in a few words.")),
)
