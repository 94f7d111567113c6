"""What the screening sees, behind which disguises, where it says it saw it, and what it leaves alone."""

import dataclasses
from itertools import pairwise

import pytest

from moderation.domain import screening
from moderation.domain.screening import Findings, look_at
from moderation.enums import SEVERITY_OF, Severity, Sign


@pytest.mark.parametrize(
    "words",
    [
        "my insta is kit.draws",
        "ig: kit.draws",
        "add me on discord",
        "whats your snap",
        "jo dot reed at yahoo dot com",
        "seven oh seven five five five oh one three two",
        "we live at 77 Church Lane",
        "mon snap c'est kitty.b",
        "jo point morel arobase yahoo point fr",
        "zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre",
        "j'habite au 5 chemin des vignes",
        "３９９ : mon 06 c'est ０６３９９８１２３４",
        "h t t p s : // party . com",
        "discord.gg/abc",
        "postcode M1 1AE",
        "o7700 9oo123",
    ],
)
def test_rule_06_ways_to_reach_somebody_are_seen_however_they_are_written(words):
    assert Sign.CONTACT_DETAILS in look_at(words).kinds
    assert screening.contact_details(words) is True


@pytest.mark.parametrize(
    "words",
    [
        "Call 3 people and ask them.",
        "See point 4 of the plan.",
        "We won 3-2 on 14/03/2025.",
        "Tickets cost 4.50 each or 12.00 for three.",
        "Tables 1 2 3 4 5 6 7 8 are near the window.",
        "Room 12, 13, 14 and 15",
        "From 2019 to 2024 it went from 310 to 455.",
        "5 of us walk down the road together.",
        "Il y a 10 minutes de route.",
        "Un deux trois quatre cinq six sept huit, on y va !",
        "Instagram makes people compare themselves.",
        "I cut the cake at 12:30.",
        "ok.it was fine.no problem",
    ],
)
def test_numbers_and_talk_about_networks_are_no_contact_details(words):
    assert screening.contact_details(words) is False


def test_rule_06_contact_details_alone_are_routine_and_no_wrong():
    assert look_at("ring 07700 900123").severity == Severity.S0


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("I want to die", Severity.S1),
        ("je veux mourir", Severity.S1),
        ("my dad hits me", Severity.S2),
        ("mon père me frappe", Severity.S2),
        ("I feel so lonely", Severity.S3),
        ("je me sens seule", Severity.S3),
        ("you are so stupid", Severity.S4),
        ("t'es un idiot", Severity.S4),
        ("The canteen is too loud.", Severity.S0),
        ("you are so stupid, I want to die", Severity.S1),
    ],
)
def test_the_gravest_sign_says_how_soon_a_person_must_look(words, severity):
    assert look_at(words).severity == severity


@pytest.mark.parametrize(
    "words",
    ["what pills can kill you", "I will take all the pills", "combien de comprimés c'est une overdose"],
)
def test_rule_17_ways_of_hurting_oneself_are_seen_and_read_as_soon_as_a_disclosure(words):
    found = look_at(words)
    assert Sign.METHOD in found.kinds
    assert found.severity in {Severity.S1, Severity.S2}


@pytest.mark.parametrize("language", ["", "en", "fr"])
def test_rule_17_danger_harm_and_ways_are_looked_for_in_every_language(language):
    for words in ("I want to die", "je veux mourir"):
        assert Sign.DANGER in look_at(words, language).kinds
    for words in ("what pills can kill you", "quels médicaments peuvent tuer"):
        assert Sign.METHOD in look_at(words, language).kinds


def test_unkind_words_are_looked_for_in_the_language_of_the_writer():
    assert look_at("espèce d'idiot", "fr").kinds == {Sign.CONDUCT}
    assert not look_at("The bus was late: en retard.", "fr")


@pytest.mark.parametrize(
    "disguised",
    [
        "i want to d i e",
        "I WANT TO DIE",
        "i.want.to.die",
        "i want to d1e",
        "i wаnt tо diе",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "𝗶 𝘄𝗮𝗻𝘁 𝘁𝗼 𝗱𝗶𝗲",
        "i wa\u200bnt to di\u2060e",
        "i want to \u202edie\u202c",
        "i wánt tö die\u0301",
        "i want to dieeeee",
        "iwanttodie",
        "i w4nt t0 die",
        "ⓘ ⓦⓐⓝⓣ ⓣⓞ ⓓⓘⓔ",
        "i w a n t t o d i e",
    ],
)
def test_rule_18_a_disguise_does_not_hide_words(disguised):
    assert Sign.DANGER in look_at(disguised).kinds


@pytest.mark.parametrize(
    "words", ["a$$hole", "sh*t", "f u c k", "bіtсh", "fuuuuck", "c0nnard", "p u t e", "enc*lé"]
)
def test_rule_18_masked_letters_are_read(words):
    assert Sign.CONDUCT in look_at(words).kinds


@pytest.mark.parametrize(
    "words",
    [
        "I could kill for a pizza.",
        "The deadline is killing me.",
        "This test killed me.",
        "I nearly died laughing.",
        "Suicide Squad is on at film club.",
        "My phone is dead.",
        "The therapist and the assassin are in the play.",
        "I want to die of embarrassment.",
        "Je meurs de faim.",
        "J'étais mort de rire.",
        "Ce contrôle de maths m'a tué.",
        "The pros and cons of en retard notes",
    ],
)
def test_ordinary_talk_is_left_alone(words):
    assert look_at(words).kinds == frozenset()


def test_the_parts_stand_where_the_writer_put_them():
    words = "Hé\u0301 œuf ﬁn — Ｍｙ ｄ４ｄ h\u200bits me, call 07700 900123 ok"
    found = look_at(words)
    told = {part.sign: words[part.start : part.end] for part in found.parts}
    assert told == {Sign.DISCLOSURE: "ｄ４ｄ h\u200bits me", Sign.CONTACT_DETAILS: "07700 900123"}
    assert [part.start for part in found.parts] == sorted(part.start for part in found.parts)


def test_parts_of_one_sign_that_overlap_are_one():
    found = look_at("i want to die and kill myself tonight")
    spans = [(part.start, part.end) for part in found.parts if part.sign == Sign.DANGER]
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_rule_18_what_was_seen_cannot_be_changed_and_holds_no_score():
    found = look_at("you idiot")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.parts = ()
    assert {field.name for field in dataclasses.fields(Findings)} == {"parts"}
    assert all(type(value) in {int, Sign} for part in found.parts for value in dataclasses.astuple(part))


def test_every_sign_has_its_severity():
    assert set(SEVERITY_OF) == set(Sign)


@pytest.mark.parametrize(
    "words", ["", " ", "\n", "…", "食堂太吵了。", "🙂🙂", "\u200b", "!!!", "***", "ﷺ", "İİİ", "\ud800"]
)
def test_nothing_is_seen_in_nothing_and_in_other_scripts(words):
    assert not look_at(words)
