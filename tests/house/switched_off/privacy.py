"""Identity (rules 31 to 37), consent and family (38 to 44), data (45 to 57) and access (58 to 66)."""

from tests.house.switched_off.off import Off, refuses
from tests.stage.switches import Line, Trigger

IDENTITY = (
    Off(
        31,
        "one name in all forums",
        Line("people.domain.seal._index", "scope_kind, scope_id)]", '"", "")]'),
        ("test_rule_31_one_byline_in_each_forum_and_the_author_finds_their_own",),
    ),
    Off(
        32,
        "one person alone looks up a name",
        refuses("moderation.domain.unmasking.open_once", "unmasking_waits"),
        ("test_rule_32_without_a_second_person_nothing_opens",),
    ),
    Off(
        33,
        "words are taken before the welcome was read",
        Line("forums.discussion.domain.welcome.ask_for", 'raise Refused("welcome_unread")'),
        (
            "test_rule_33_nothing_is_posted_before_the_author_read_who_can_see_it",
            "test_rule_33_holds_for_replies_too",
        ),
    ),
    Off(
        34,
        "the kind of names of an open forum changes",
        Line(
            "forums.discussion.domain.forums.describe", 'raise Refused("name_mode_fixed", field="name_mode")'
        ),
        ("test_rule_34_names_of_an_open_forum_stay_as_they_are",),
    ),
    Off(
        35,
        "a young child stands there with the whole name",
        Line("people.domain.seal._name_in_band", 'byline.side == Side.YOUTH and byline.band == "A"', "False"),
        (
            "test_rule_35_band_a_is_shown_as_first_name_and_initial_in_named_forums",
            "test_rule_35_in_a_named_forum_band_a_shows_first_name_and_initial",
        ),
    ),
    Off(
        36,
        "few hands are told in numbers",
        Line(
            "forums.live.domain.counting.result_of",
            'if hands < settings.MOBILIZE["SMALL_GROUP"]:',
            "if False:",
        ),
        ("test_rule_36_fewer_than_five_hands_tell_nothing",),
    ),
    Off(
        36,
        "few ballots are told in numbers",
        Line(
            "forums.polls.queries.tally_of",
            'ballots if ballots >= settings.MOBILIZE["SMALL_GROUP"] else None',
            "ballots",
        ),
        ("test_rule_36_below_five_ballots_nothing_is_told_even_where_a_count_was_kept",),
    ),
    Off(
        37,
        "a result is read before the close",
        refuses("forums.polls.rules._read_result", "poll_result_not_yet"),
        ("test_rule_37_while_the_poll_is_open_no_screen_counts_votes",),
    ),
)

CONSENT = (
    Off(
        38,
        "a consent holds after its last day",
        Line("people.standing_queries._holds", "and membership.consent_until >= _today(membership, now)", ""),
        ("test_rule_38_a_consent_ends_with_its_last_day_whatever_the_rounds_do",),
    ),
    Off(
        39,
        "words are taken without a guardian's consent",
        refuses("people.rules.may_write", "consent_missing"),
        ("test_rule_39_a_student_without_consent_reads_and_does_not_write",),
    ),
    Off(
        40,
        "words are taken without the child's own yes",
        refuses("people.rules.may_write", "assent_missing"),
        ("test_rule_40_a_guardians_yes_is_not_enough",),
    ),
    Off(
        41,
        "a guardian of somebody of 16 decides",
        Line("people.domain.guardians._fill", "tie.may_consent = tie.gets_mail = False"),
        ("test_rule_41_a_guardian_of_somebody_of_16_decides_nothing_whatever_is_asked_for",),
    ),
    Off(
        42,
        "a family is told whatever was agreed",
        Line("people.family_queries.children_of", " if tie.sees_participation", ""),
        ("test_rule_42_a_family_sees_that_a_child_took_part_and_never_a_word",),
    ),
    Off(
        43,
        "a restricted guardian goes on reading",
        Line("people.rules._see_child", "or guardianship.restricted_at is not None", ""),
        ("test_rule_43_a_restricted_guardian_sees_nothing_from_the_same_transaction_on",),
    ),
    Off(
        43,
        "what is on its way to a restricted guardian arrives",
        Line("people.domain.guardians._shut", "_stop_mail(tie)"),
        ("test_rule_43_notices_and_mail_on_their_way_are_taken_back",),
    ),
    Off(
        44,
        "a yes to pictures never runs out",
        Line(
            "people.image_queries.may_be_shown",
            "if consent.expires_on is None or consent.expires_on >= today:",
            "if True:",
        ),
        ("test_rule_44_a_yes_that_runs_out_counts_no_more_at_its_midnight",),
    ),
)

DATA = (
    Off(
        45,
        "a new account is mailed everything",
        Line("people.domain.notices.wishes.mailed_kinds", " if side in kind.mails", ""),
        ("test_rule_45_a_new_account_is_mailed_nothing_and_has_no_address",),
    ),
    Off(
        46,
        "pages take things from anywhere",
        Line("mobilize.kernel.middleware.ContentSecurityPolicy.after", "default-src 'self'", "default-src *"),
        ("test_rule_46_every_answer_says_that_nothing_comes_from_elsewhere",),
    ),
    Off(
        47,
        "pages may ask where somebody is",
        Line("mobilize.kernel.middleware.PrivatePages.after", "geolocation=(), ", ""),
        ("test_rule_47_the_browser_is_told_to_give_no_place_picture_or_sound",),
    ),
    Off(
        48,
        "members' pages may be indexed",
        Line(
            "mobilize.kernel.middleware.PrivatePages.after",
            "if request.path.startswith(_PRIVATE):",
            "if False:",
        ),
        (
            "test_rule_48_members_pages_are_private_and_not_indexed",
            "test_rule_48_public_pages_may_be_indexed_and_the_rooms_not",
        ),
    ),
    Off(
        49,
        "nobody hears who looked at a date of birth",
        Line("people.domain.births.look", 'looked(actor, membership, now, at="birth")'),
        ("test_rule_49_only_an_administrator_who_asks_sees_the_date_and_the_trail_says_so",),
    ),
    Off(
        50,
        "a hold keeps nothing",
        Line("people.domain.holds.held_bylines", "pk__in=held()", "pk__in=[]"),
        ("test_rule_50_a_hold_keeps_words_beyond_their_time",),
    ),
    Off(
        51,
        "a dry run ends what it finds",
        Line("mobilize.kernel.retention.purge", "if dry_run:", "if False:"),
        ("test_rule_51_a_dry_run_counts_and_changes_nothing",),
    ),
    Off(
        52,
        "somebody else fetches the copy",
        Line("people.privacy_rules._fetch_copy", 'raise Refused("not_found")'),
        ("test_rule_52_the_password_is_asked_again_and_only_its_owner_gets_it",),
    ),
    Off(
        53,
        "a hold stops no erasure",
        Line("people.domain.holds.is_held", "return membership.pk in held()", "return False"),
        ("test_rule_53_a_hold_refuses_with_a_reason_and_keeps_every_word",),
    ),
    Off(
        53,
        "seals stay after an erasure",
        Line("people.domain.erasure._end_bylines", "seal.destroy(bylines)"),
        ("test_rule_53_nobody_can_tell_afterwards_who_spoke",),
    ),
    Off(
        54,
        "somebody speaks about the ruling on another's words",
        Line(
            "moderation.records.of_rulings", "byline__seal__blind_index__in=mine", "community=actor.community"
        ),
        ("test_rule_54_nobody_speaks_about_a_record_of_somebody_else",),
    ),
    Off(
        55,
        "a line of the trail can be changed",
        Trigger("audit_lines_stay", "kernel_auditentry"),
        ("test_rule_55_the_database_refuses_to_change_a_line",),
    ),
    Off(
        55,
        "a changed line is not noticed",
        Line("mobilize.kernel.audit.bears_its_mark", "return hmac", "return True or hmac"),
        ("test_rule_55_one_changed_line_is_found",),
    ),
    Off(
        56,
        "words lie in the database as they were written",
        Line(
            "mobilize.kernel.encrypted.EncryptedTextField.get_prep_value",
            "encrypted(value, about=self._about()) if value else value",
            "value",
        ),
        ("test_rule_56_the_database_gets_letters_that_say_nothing_and_never_the_same_twice",),
    ),
    Off(
        57,
        "copies of the data stay",
        Line(
            "mobilize.operations.sets.older",
            "if made_at(read(path)) < now - timedelta(days=days)",
            "if False",
        ),
        (
            "test_rule_57_backups_go_after_35_days_but_the_newest_stays",
            "test_rule_57_old_sets_go_and_the_newest_stays",
        ),
    ),
)

ACCESS = (
    Off(
        58,
        "a sign-in on a shared device lasts without a use",
        Line("people.domain.shared_devices.is_in_use", "max_age=idle", "max_age=None"),
        ("test_rule_58_a_shared_sign_in_ends_after_ten_minutes_without_a_use",),
    ),
    Off(
        59,
        "staff come in without a second key",
        Line("people.sources.actor_of", "settings.REQUIRE_STAFF_MFA", "False"),
        ("test_rule_59_staff_without_a_second_key_set_it_up_first",),
    ),
    Off(
        59,
        "an old proof is as good as a new one",
        Line("people.proofs.is_fresh", "< MINUTES * 60", "< MINUTES * 600"),
        ("test_rule_59_a_form_without_a_fresh_proof_changes_nothing_and_keeps_every_word",),
    ),
    Off(
        60,
        "a card opens everywhere",
        Line("people.domain.login_cards.use", "or not is_at_school(child.community, client_address)", ""),
        (
            "test_rule_60_a_card_opens_nothing_outside_the_school",
            "test_rule_60_without_a_network_no_card_opens_anything",
        ),
    ),
    Off(
        61,
        "a socket asks nobody anew",
        Line("forums.live.hub.Hub._look", "self._judge(mailboxes, staying)"),
        ("test_rule_61_a_waiting_poll_of_a_removed_member_ends_within_two_seconds",),
    ),
    Off(
        62,
        "words are in the language of whoever wrote them",
        Line(
            "forums.discussion.domain.posts.change",
            "language_of(post.body, otherwise=manners.language())",
            "manners.language()",
        ),
        ("test_rule_62_a_post_keeps_the_language_it_is_written_in",),
    ),
    Off(
        64,
        "nobody tries a help number again",
        Line("cms.queries.help.numbers_to_review", "number.reviewed_on < limit", "False"),
        ("test_rule_64_a_number_is_to_be_tried_again_after_90_days",),
    ),
    Off(
        65,
        "a column needs no purpose",
        Line("mobilize.kernel.purposes.missing", "if (table, column) not in found", "if False"),
        ("test_rule_65_a_column_without_a_purpose_fails_the_build",),
    ),
    Off(
        66,
        "data may be kept for training",
        Line(
            "mobilize.kernel.purposes.keeps",
            "if not purpose.strip() or _REFUSED.search(purpose):",
            "if False:",
        ),
        ("test_rule_66_nothing_is_kept_for_analytics_or_training",),
    ),
)
