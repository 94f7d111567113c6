"""Contact (rules 1 to 10), moderation (11 to 22) and the concern log (23 to 30)."""

from tests.house.switched_off.off import Off, refuses
from tests.stage.switches import Line, Trigger

CONTACT = (
    Off(
        1,
        "an e-mail can be answered",
        Line(
            "mobilize.kernel.outbox.compose", "headers=headers", "headers=headers, reply_to=[address.email]"
        ),
        ("test_rule_01_nobody_answers_an_e_mail",),
    ),
    Off(
        2,
        "an adult speaks in a talk while the second adult is away",
        refuses("forums.live.rules._with_another_adult", "second_adult_left"),
        (
            "test_rule_2_an_adult_cannot_write_once_the_second_adult_left",
            "test_rule_02_what_a_socket_sends_is_refused",
            "test_rule_02_the_form_is_refused_and_keeps_the_words",
        ),
    ),
    Off(
        2,
        "an adult writes in a forum where nobody else is checked",
        refuses("forums.discussion.rules._second_adult", "second_adult_missing"),
        ("test_rule_2_an_adult_alone_cannot_write",),
    ),
    Off(
        3,
        "a missing check shuts nothing",
        refuses("people.rules.cleared_adult", "clearance_missing"),
        (
            "test_rule_3_an_adult_without_a_valid_check_reads_nothing",
            "test_rule_3_an_administrator_without_a_check_adds_adults_only",
        ),
    ),
    Off(
        3,
        "a check holds on its last day too",
        Line("people.standing_queries._is_cleared", "cleared_until > _today", "cleared_until >= _today"),
        ("test_rule_3_a_check_opens_until_its_day_comes_in_the_community_s_own_time",),
    ),
    Off(
        4,
        "adults outside the forums read them",
        Line("people.rules.may_read_voices", "if not actor.is_forum_adult:", "if False:"),
        ("test_rule_4_who_does_not_work_in_forums_finds_none",),
    ),
    Off(
        5,
        "a caregiver opens rooms",
        Line("people.rules.may_read_voices", "if not actor.is_forum_adult:", "if False:"),
        ("test_rule_05_a_caregiver_opens_no_room_and_finds_no_other_child",),
    ),
    Off(
        6,
        "ways to reach somebody are no reason to hold words",
        Line("moderation.domain.cases.reason_of", 'Reason.CONTACT_DETAILS if findings else ""', '""'),
        ("test_rule_6_contact_details_wait_for_a_person_whoever_wrote_them",),
    ),
    Off(
        7,
        "words that are taken back stay",
        Line("forums.discussion.domain.posts.withdraw", "settle(post, to=PostState.WITHDRAWN, now=now)"),
        (
            "test_rule_7_what_is_taken_back_is_hidden_at_once_after_a_question",
            "test_rule_07_what_is_held_removed_or_taken_back_is_found_by_nobody",
        ),
    ),
    Off(
        8,
        "no hour is quiet",
        Line(
            "people.domain.notices.quiet.Quiet.at",
            "return clock >= self.begins or clock < self.ends",
            "return False",
        ),
        ("test_rule_08_the_community_can_begin_its_quiet_hours_earlier",),
    ),
    Off(
        8,
        "a weekend is like other days",
        Line(
            "people.domain.notices.quiet.Quiet.at",
            "if self.weekend_from is None or clock < self.weekend_from:",
            "if False:",
        ),
        ("test_rule_08_what_waits_over_the_weekend_comes_once",),
    ),
    Off(
        8,
        "a letter of safety waits for the morning",
        Line("people.domain.notices.mailing.address_of", "if loud > now and not urgent:", "if loud > now:"),
        (
            "test_rule_08_a_concern_waits_for_no_quiet_hours_and_nobody_can_hide_it",
            "test_rule_08_what_a_student_must_know_for_their_safety_comes_at_night",
        ),
    ),
    Off(
        9,
        "the adults of the room hear that somebody left",
        Line(
            "forums.live.domain.leaving._outside",
            "list(found.exclude(pk__in=[seat for seat in session.seats if seat]))",
            "list(found)",
        ),
        ("test_rule_09_the_desk_hears_that_somebody_left_and_the_adults_of_the_room_do_not",),
    ),
    Off(
        10,
        "whom a student hid is forgotten",
        Line("people.block_queries.hidden_from", "if actor.is_youth", "if False"),
        (
            "test_rule_10_search_finds_none_of_it",
            "test_rule_10_words_are_folded_away_in_the_forum_and_its_replies",
            "test_rule_10_a_ballot_paper_cites_none_of_it",
        ),
    ),
)

MODERATION = (
    Off(
        11,
        "words of the youngest appear at once in a forum",
        Line(
            "forums.discussion.domain.posts._reason_to_hold",
            "if actor.is_youth and actor.band in {Band.A, Band.B}:",
            "if False:",
        ),
        ("test_rule_11_no_number_lets_the_youngest_appear_before_they_were_read",),
    ),
    Off(
        11,
        "words of the youngest appear at once in a talk",
        Line(
            "forums.live.domain.messages.saying._Turn._reason_to_hold",
            "if actor.is_youth and actor.band == Band.A:",
            "if False:",
        ),
        ("test_rule_11_a_message_of_band_a_waits_for_a_person_even_in_a_supervised_session",),
    ),
    Off(
        12,
        "somebody rules on their own words",
        refuses("moderation.rules._rule", "own_post"),
        ("test_rule_12_nobody_rules_on_their_own_words",),
    ),
    Off(
        12,
        "one person removes a complaint about staff",
        Line("moderation.domain.cases.rule", "and is_complaint(case) and", "and False and"),
        (
            "test_rule_12_removing_a_complaint_takes_two_people",
            "test_rule_12_a_report_about_an_adult_is_a_complaint_without_any_mark",
        ),
    ),
    Off(
        13,
        "the promise counts hours in which nobody is there",
        Line(
            "moderation.domain.clocks.due",
            "staffed.expected_by(community, now=now, hours=policy.routine_hours)",
            "now + timedelta(hours=policy.routine_hours)",
        ),
        ("test_rule_13_the_promised_time_is_the_one_the_clock_counts_in_staffed_hours",),
    ),
    Off(
        14,
        "the desk counts as staffed at night",
        Line(
            "forums.discussion.domain.posts._reason_to_hold",
            "not staffed.is_staffed(actor.community, now=now)",
            "False",
        ),
        ("test_rule_14_the_author_learns_when_the_desk_opens",),
    ),
    Off(
        15,
        "nobody is called after the lead",
        Line(
            "moderation.domain.summons._begin",
            "jobs.enqueue(STEP, case.public_id, str(post), at=now + timedelta(minutes=minutes))",
        ),
        ("test_rule_15_s1_calls_the_lead_at_once_the_deputy_after_5_and_the_head_after_10_minutes",),
    ),
    Off(
        15,
        "an answer stops no call",
        Line("moderation.domain.summons.is_answered", "return case", "return False and case"),
        ("test_rule_15_an_answer_stops_the_calls",),
    ),
    Off(
        16,
        "a child that told of harm gets the template",
        Line("moderation.domain.cases._words_to_author", 'raise Refused("reply_as_it_was", field="reply")'),
        ("test_rule_16_no_ruling_without_a_reply_of_ones_own",),
    ),
    Off(
        17,
        "what tells of danger is no reason to hold words",
        Line("moderation.domain.cases.reason_of", "return Reason.CARE", 'return ""'),
        (
            "test_rule_17_a_way_of_hurting_oneself_waits_whoever_wrote_it",
            "test_rule_17_words_of_danger_wait_in_every_mode",
        ),
    ),
    Off(
        18,
        "no words are looked for",
        Line("moderation.domain.screening.look_at", "*_said(row, finder), ", ""),
        ("test_rule_18_a_disguise_does_not_hide_words", "test_rule_18_masked_letters_are_read"),
    ),
    Off(
        19,
        "somebody reports without end",
        refuses("moderation.domain.reports.report", "too_many_reports"),
        ("test_rule_19_reports_are_throttled_by_reporter", "test_rule_19_somebody_reports_ten_times_an_hour"),
    ),
    Off(
        20,
        "a moderator learns who reported their own words",
        Line("moderation.queries.file_of", "[] if own else told", "told"),
        ("test_rule_20_a_moderator_does_not_learn_who_reported_their_own_post",),
    ),
    Off(
        21,
        "whoever ruled decides about the appeal",
        refuses("moderation.rules._decide_appeal", "own_ruling"),
        ("test_rule_21_another_moderator_decides",),
    ),
    Off(
        21,
        "somebody decides about the appeal for their own words",
        refuses("moderation.rules._rule", "own_post"),
        ("test_rule_21_a_moderator_does_not_decide_about_their_own_words",),
    ),
    Off(
        22,
        "no break comes",
        Line("moderation.domain.exposure.require_rested", 'raise Refused("break_now", until=shown)'),
        (
            "test_rule_22_after_as_many_as_the_school_says_a_break_is_forced",
            "test_rule_22_no_other_road_leads_round_the_break",
        ),
    ),
)

CONCERNS = (
    Off(
        23,
        "a line of a concern can be changed",
        Trigger("concern_entries_stay", "moderation_concernentry"),
        ("test_rule_23_the_database_refuses_to_change_a_line_and_a_correction_is_another",),
    ),
    Off(
        24,
        "a student raises a concern",
        Line(
            "moderation.concern_rules._adult", "if actor.is_youth or not actor.roles:", "if not actor.roles:"
        ),
        ("test_rule_24_a_student_does_not",),
    ),
    Off(
        25,
        "lead and deputy keep concerns about staff too",
        Line("moderation.concern_rules.keeps", "if concern.kind == ConcernKind.STUDENT:", "if True:"),
        ("test_rule_25_a_concern_about_staff_is_the_heads_alone",),
    ),
    Off(
        25,
        "the head keeps concerns about the head",
        Line("moderation.concern_rules.is_about_head", "concern.adult_id is not None", "False"),
        ("test_rule_25_a_concern_about_the_head_is_the_chairs_alone",),
    ),
    Off(
        26,
        "low-level concerns stand among the others",
        Line("moderation.concern_queries.staff_concerns_kept_by", ", kind=kind)", ")"),
        ("test_rule_26_low_level_concerns_stand_apart_and_are_the_heads",),
    ),
    Off(
        27,
        "a report by duty needs no reference",
        Line("moderation.domain.concerns.write", 'raise Refused("reference_missing", field="reference")'),
        ("test_rule_27_a_report_by_duty_keeps_who_when_the_number_and_the_reference",),
    ),
    Off(
        28,
        "anybody decides whether guardians are told",
        Line(
            "moderation.domain.concerns.decide_guardians",
            'require(actor, "moderation.work_concern", concern)',
        ),
        ("test_rule_28_telling_guardians_is_a_decision_with_a_reason",),
    ),
    Off(
        29,
        "whoever raised it closes it",
        refuses("moderation.concern_rules._close", "raiser_reviews"),
        ("test_rule_29_whoever_raised_it_does_not_close_it",),
    ),
    Off(
        30,
        "the clock for the next school counts all days",
        Line(
            "moderation.domain.transfer._begun",
            "clocks.after_school_days(community, policy_of(community).transfer_days, now)",
            "now + timedelta(days=policy_of(community).transfer_days)",
        ),
        ("test_rule_30_the_clock_counts_school_days_and_leaves_holidays_out",),
    ),
)
