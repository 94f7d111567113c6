"""What the people floor says when it says no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    consent_missing=(
        403,
        _(
            "You can read here. To write, an adult who looks after you must say yes first. Ask your school office."
        ),
    ),
    assent_missing=(
        403,
        _(
            "You can read here. To write, first say yourself if you want to take part. You find it on your home page."
        ),
    ),
    clearance_missing=(
        403,
        _(
            "This page shows what young people say. Your safeguarding check is missing or has run out. "
            "Ask your community administrator."
        ),
    ),
    not_your_role=(404, _("We could not find that page.")),
    code_unknown=(422, _("That code does not work. Check each letter, or ask for a new code.")),
    code_expired=(422, _("That code has run out. Ask for a new one.")),
    code_full=(422, _("Everybody who could join with that code has joined. Ask for a new code.")),
    username_taken=(422, _("Somebody already has that name. Try another one.")),
    already_member=(409, _("This person is already a member.")),
    last_administrator=(409, _("A community needs at least one administrator. Name another one first.")),
    own_roles=(409, _("You cannot change your own roles. Ask another administrator.")),
    student_and_staff=(422, _("A student cannot hold an adult role here.")),
    adult_band=(422, _("An adult role needs the band 18 and over.")),
    consent_exists=(409, _("Consent for this is already recorded.")),
    date_in_future=(422, _("That date has not come yet.")),
)

codes(
    name_missing=(422, _("Write a name.")),
    name_too_long=(422, _("That name is too long. Use at most %(limit)d letters.")),
    username_unfit=(422, _("A user name has letters, digits and . - _ and no spaces, at most 150.")),
    password_weak=(422, _("Choose another password. %(why)s")),
    community_slug=(
        422,
        _("The short name needs small letters, digits and dashes, and no other community may have it."),
    ),
    community_unfit=(422, _("That kind, time zone or language is unknown.")),
    member_elsewhere=(
        409,
        _("This person also belongs to another community. Whoever runs this site can make the code instead."),
    ),
)

codes(
    own_clearance=(409, _("You cannot record your own check. Another administrator does that.")),
    own_code=(409, _("You are signed in. Change your own password on the page “Me”.")),
)
codes(holiday_exists=(409, _("That day is a holiday already.")))
codes(
    role_unknown=(422, _("Choose a role from the list.")),
    band_unknown=(422, _("Choose an age band from the list.")),
    purpose_unknown=(422, _("Choose from the list what the consent is for.")),
    day_over=(422, _("Choose a day that is still to come.")),
    students_only=(409, _("This is for students only.")),
    not_an_adult_here=(409, _("A safeguarding check is for adults only.")),
    code_too_long=(422, _("A class code works for one year at most.")),
    cap_unfit=(422, _("Choose a number from 1 to %(most)d.")),
)

codes(
    agency_missing=(422, _("Write which agency. Each one is asked for by itself.")),
    birth_unfit=(422, _("Choose a date of birth that can be right.")),
    not_a_guardian=(409, _("A guardian needs the role of caregiver here, and is no student.")),
    guardian_exists=(409, _("They stand for this student already.")),
    restriction_unsaid=(422, _("Write why it is restricted.")),
)

codes(
    out_of_bounds=(
        422,
        _("Choose something from %(least)s to %(most)s. A rule that keeps young people safe needs it."),
    ),
    consent_age_unfit=(
        422,
        _("Choose an age from the list. It cannot be lower than %(least)s here: the law asks for it."),
    ),
    head_before_deputy=(
        422,
        _("The head is called after the deputy. Give the head more minutes than the deputy."),
    ),
    shared_idle_too_long=(422, _("The idle minutes cannot be more than the longest minutes.")),
    network_unfit=(422, _("“%(network)s” is no network of a school. Write it as 192.0.2.0/24.")),
)

codes(
    quiet_incomplete=(422, _("Give both times, or neither.")),
    email_unfit=(422, _("That is no e-mail address.")),
)

codes(
    seal_missing=(
        503,
        _(
            "We cannot take new words now: something that keeps names safe is missing. Your words are still here. "
            "Those who run this site know of it. If you need help, get it now."
        ),
    ),
)
