"""What the committees floor says when it says no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    committee_exists=(422, _("Your community has a committee of that name. Choose another name.")),
    committee_not_active=(409, _("This committee is not at work, so nothing can be added now.")),
    committee_needs_seats=(
        409,
        _("Before it starts, the committee needs a chair and at least one young person."),
    ),
    percent_out_of_range=(422, _("Choose a number from %(low)d to %(high)d.")),
    choice_unknown=(422, _("Choose one from the list.")),
    seat_side_wrong=(422, _("Young people sit on youth seats, and adults on the other seats.")),
    seat_taken=(409, _("Somebody holds this seat. End their term first.")),
    seat_role_taken=(409, _("The committee has a seat with that role. Choose another role.")),
    seat_held_already=(409, _("This person has a seat on the committee. One seat each is enough.")),
    seat_vacant=(409, _("Nobody holds this seat now.")),
    term_dates_wrong=(422, _("The last day of the term comes before the first one.")),
    adult_not_checked=(422, _("This adult has no valid safeguarding check, so they cannot sit here.")),
    meeting_not_open=(409, _("This can be done while the meeting is going on. Open the meeting first.")),
    meeting_over=(409, _("This meeting is over. Its agenda is fixed.")),
    item_exists=(409, _("This stands on the agenda already.")),
    present_already=(409, _("This person is marked as there.")),
    not_present=(409, _("This person is not marked as there.")),
    no_quorum=(
        409,
        _(
            "Too few people are here to decide: %(present)d of %(needed)d seats, and %(youth)d of %(youth_needed)d"
            " young people. Nothing was decided."
        ),
    ),
    positions_exceed_present=(
        422,
        _(
            "You counted more positions than there are people here: %(youth)d young people and %(adults)d adults."
        ),
    ),
    positions_missing=(422, _("Count at least one position for or against.")),
    not_carried=(422, _("By the rule of this committee, these positions do not carry the proposal.")),
    carried=(
        422,
        _("By the rule of this committee, these positions carry the proposal. It cannot be declined."),
    ),
    decision_reason_missing=(422, _("Say why not. The people who asked for it will read this.")),
    not_a_winner=(
        422,
        _("Only a goal that won a closed and counted poll of your community can be taken up."),
    ),
    goal_decided=(409, _("This committee has decided about that goal already.")),
    minutes_not_in_draft=(409, _("The minutes can be changed after the meeting, until they are approved.")),
    owner_unknown=(422, _("Choose somebody of this community who can do it.")),
    due_date_missing=(422, _("Say by which day.")),
    due_date_past=(422, _("That day is over. Choose one that is still to come.")),
    evidence_missing=(422, _("Say in a few words what was done.")),
    drop_reason_missing=(422, _("Say in a few words why this will not be done.")),
    action_settled=(409, _("This is settled already.")),
    plan_exists=(422, _("Your community has a plan of that name. Choose another title.")),
    plan_empty=(409, _("A plan needs at least one goal before it is published.")),
    plan_unchanged=(409, _("Nothing changed since the last edition, so there is nothing to publish.")),
    decision_not_adopted=(422, _("Choose a decision that was adopted by the committee of this plan.")),
    decision_in_plan=(409, _("This decision stands in the plan already.")),
    measure_incomplete=(422, _("A measure needs a start and an aim, and they cannot be the same.")),
    goal_has_actions=(409, _("Somebody has something to do for this goal. Settle that first.")),
)
