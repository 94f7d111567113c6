"""What the log of concerns, unmasking and transfer say when they say no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    concern_words_missing=(422, _("Write in plain words what you saw or heard. A few words are enough.")),
    concern_kind_missing=(422, _("Choose what it is about.")),
    concern_step_missing=(422, _("Choose what you write down.")),
    concern_is_closed=(409, _("This concern is closed. Open it again first.")),
    reference_missing=(422, _("Write the agency's reference, or how you reached them if there is none.")),
    reporting_agency_missing=(409, _("First write down which agency you must report to, with its number.")),
    outcome_of_concern_missing=(422, _("Choose how it ended.")),
    raiser_reviews=(
        403,
        _("You raised this concern, so somebody else must look it through and close it."),
    ),
    tell_missing=(422, _("Choose whether the guardians are told.")),
    concern_reason_missing=(422, _("Say why in a few words. It stays in the file.")),
    child_not_told=(
        409,
        _(
            "First tell the young person of this file, and write down that you did. Then ask for their own words."
        ),
    ),
    review_day_missing=(422, _("Choose the day on which somebody looks at it again.")),
    not_a_young_person=(422, _("Choose a young person of this community.")),
    reader_unfit=(422, _("Choose an adult of this community whom this is not about.")),
    reader_end_past=(422, _("Choose a day that is still to come, or none.")),
)
codes(
    nobody_behind=(409, _("Nobody of this community wrote these words under a made-up name.")),
    concern_without_words=(
        409,
        _("This concern did not grow from a post. Only a post's own name can be looked up."),
    ),
    unmasking_asked=(409, _("This name was asked for already.")),
    second_person_unmasks=(403, _("You asked for this name. A second person must agree.")),
    unmasking_settled=(409, _("Somebody has already decided about this.")),
    unmasking_waits=(409, _("A second person must agree first.")),
    unmasking_opened=(409, _("The name was shown once. It is not shown again.")),
    tell_later_reason=(422, _("Say why the young person is told later, and on which day.")),
    tell_later_day=(422, _("Choose a day within the next %(days)d days.")),
    child_told_already=(409, _("The young person has been told.")),
)
codes(
    school_missing=(422, _("Write which school it goes to, and who there takes care of it.")),
    pack_made=(409, _("This pack was made already. Make a new one if its words are lost.")),
    pack_not_made=(409, _("Make the pack first.")),
    pack_received=(409, _("The other school has received this pack.")),
    receiver_missing=(422, _("Write who received it.")),
    no_concerns=(409, _("There is no concern about this young person. Nothing is to be handed over.")),
)
