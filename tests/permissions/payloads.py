"""What each form sends when it is filled in well: the same words for everybody, so that only the role differs."""

from collections.abc import Callable

from tests.permissions.cast import Place

POST_WORDS = {"body": "A door that shuts would help.", "client_id": "form-1"}
ANSWER = {
    "heard": "We heard that you want calm.",
    "kind": "will",
    "act": "We look at all rooms.",
    "because": "You asked for it.",
    "by_when": "2099-02-01",
    "plan_url": "",
}
COMMITTEE = {
    "name": "Garden group",
    "kind": "advisory",
    "purpose": "A garden.",
    "powers": "The beds.",
    "limits": "The fence.",
    "quorum_percent": "50",
    "minimum_youth_percent": "50",
    "decision_rule": "simple",
}
RULING = {"outcome": "release", "version": "1", "reason": "", "reply": ""}


def _poll(place: Place) -> dict:
    return {
        "question": "Which goals come next?",
        "introduction": "Short.",
        "bands": ["B"],
        "winners": "1",
        "quorum": "",
        "tie_rule": "all_forward",
        "closes_at": place.facts["closes_at"],
    }


def _goal(place: Place) -> dict:
    voices = [place.things["perspective"]["single"]]
    return {"title": "More plants", "description": "Green.", "voices": voices}


def _sources(place: Place) -> dict:
    return {
        "step": "make",
        "title": "Doors",
        "summary": "",
        "sources": [place.things["perspective"]["single"]],
    }


def _newcomer(role: str, band: str) -> dict:
    return {"first_name": "Nia", "last_name": "Newcomer", "username": "nia.n", "role": role, "band": band}


def _joiner(place: Place) -> dict:
    words = {"first_name": "Jo", "last_name": "Joiner", "username": "jo.j", "password": "three-plain-words"}
    return {"code": place.facts["class code"], **words}


def _invited(_place: Place) -> dict:
    return {"first_name": "In", "last_name": "Vited", "username": "in.v", "password": "three-plain-words"}


def _code_user(place: Place) -> dict:
    name = place.people["sB"].username
    return {"username": name, "code": place.facts["one-use code"], "password": "three-plain-words"}


def _adults(place: Place) -> dict:
    seats = {"facilitator": "fa", "moderator": "mo", "second_adult": "te"}
    return {name: place.member(role).pk for name, role in seats.items()}


def _seat(role: str) -> Callable[[Place], dict]:
    return lambda place: {"act": "leave", "seat": place.things["seat"][role]}


_DECISION = {
    "outcome": "adopted",
    "title": "A bench",
    "text": "A bench stands outside.",
    "reason": "",
    "youth_for": "2",
    "youth_against": "0",
    "youth_aside": "0",
    "adult_for": "1",
    "adult_against": "0",
    "adult_aside": "0",
    "dissent": "",
}
_NUMBERS = {
    "quiet_from": "19:00",
    "quiet_until": "07:00",
    "approved_before_after": "6",
    "routine_hours": "4",
    "disclosure_minutes": "30",
    "deputy_minutes": "5",
    "head_minutes": "10",
    "distressing_a_day": "10",
    "consent_age": "16",
    "consent_days": "14",
    "consent_years": "1",
    "transfer_days": "5",
    "shared_idle_minutes": "10",
    "shared_longest_minutes": "60",
    "school_networks": "192.0.2.0/24",
}
_ROSTER = {"other_band": "", "band_b_from": "8", "band_c_from": "11"}
_INVITED = {"first_name": "Tea", "last_name": "Cher", "email": "tea@example.org", "days": "7", "mail": "on"}
_GOAL_WORDS = {
    "title": "A quiet room",
    "indicator": "Open days",
    "baseline": "0",
    "target": "5",
    "unit": "days",
    "due_on": "2099-01-01",
}

#: address (inside a community), and its variant where it matters -> what is sent.
FILLED: dict[tuple[str, str] | str, Callable[[Place], dict] | dict] = {
    "/join/": _joiner,
    "/invitation/<secret>/": _invited,
    "/accounts/one-use-code/": _code_user,
    "/i18n/": {"language": "fr", "next": "/help/"},
    "/look/": {"theme": "dark", "size": "large", "next": "/help/"},
    "/card/<card>/": {},
    "/mail/off/<token>/": {"List-Unsubscribe": "One-Click"},
    "notices/": {},
    "hidden/<byline>/": {"confirm": "yes"},
    "hidden/<byline>/show/": {},
    "notices/wishes/": {"shown": ["released"]},
    "<rest>": {"body": "Anything."},
    "forums/<forum>/": POST_WORDS,
    "forums/<forum>/welcome/": {},
    "forums/<forum>/draft/": {"body": "Not ready yet."},
    ("forums/<forum>/room/", "ready"): {"act": "open"},
    "forums/<forum>/room/": {"act": "close"},
    "forums/<forum>/ask/": lambda place: {"to": place.member("ch").public_id},
    "forums/<forum>/duty/": {"say": "yes"},
    "forums/<forum>/themes/": _sources,
    "forums/<forum>/themes/<theme>/sources/": _sources,
    "forums/<forum>/themes/<theme>/answer/": ANSWER,
    "forums/<forum>/<perspective>/": POST_WORDS,
    "forums/<forum>/<perspective>/draft/": {"body": "Not ready yet."},
    "forums/<forum>/<perspective>/stance/": {"position": "1"},
    "forums/<forum>/<perspective>/answer/": ANSWER,
    "forums/<forum>/<perspective>/change/": {"body": "Other words.", "version": "1"},
    "forums/<forum>/<perspective>/withdraw/": {"confirm": "yes"},
    "forums/<forum>/<perspective>/replies/<reply>/change/": {"body": "Other words.", "version": "1"},
    "forums/<forum>/<perspective>/replies/<reply>/withdraw/": {"confirm": "yes"},
    "answers/<answer>/": {"verdict": "answers"},
    "polls/new/": lambda place: {**_poll(place), "forum": place.things["forum"][""]},
    "polls/<poll>/": lambda place: {"goal": place.facts["goals"][:1]},
    "/accounts/signed-in/": {"others": "yes"},
    "polls/<poll>/receipts/": {"words": "otter-river-17-lake-island-42-hedgehog-star"},
    "polls/<poll>/change/": _poll,
    "polls/<poll>/goals/": _goal,
    "polls/<poll>/goals/<option>/": _goal,
    "polls/<poll>/open/": {},
    "polls/<poll>/close/": {},
    "polls/<poll>/stop/": {"reason": "We began too early."},
    "polls/<poll>/again/": {},
    "sessions/<session>/say/": {"client_id": "line-1", "body": "A bench would help."},
    ("sessions/<session>/steer/", "pause"): {"state": "hold"},
    ("sessions/<session>/steer/", "end"): {"state": "closed"},
    "sessions/<session>/leave/": {},
    "sessions/<session>/prompt/": {"prompt": "Think of one place."},
    "sessions/<session>/hands/": {"question": "Which lamp?", "choices": "A warm one\r\nA cold one"},
    "sessions/<session>/hands/<question>/": {"choice": "0"},
    "sessions/<session>/hands/<question>/end/": {"how": "close"},
    "sessions/<session>/adults/": _adults,
    "sessions/<session>/mutes/": lambda place: {"byline": place.things["byline"][""], "do": "mute"},
    "sessions/<session>/held/<message>/": RULING,
    "sessions/<session>/messages/<message>/withdraw/": {},
    "desk/<case>/": RULING,
    "desk/<case>/about/": lambda place: {"member": place.member("te").public_id},
    "concerns/raise/": {"kind": "student", "adult": "nobody", "words": "No coat again."},
    "concerns/agency/": lambda place: {
        "name": "Child line",
        "number": "555 0101",
        "keeper": place.member("te").public_id,
        "reviewed_on": "2026-11-01",
    },
    ("concerns/files/<concern>/", "new"): {"act": "acknowledge"},
    ("concerns/files/<concern>/", "in review"): {
        "act": "close",
        "outcome": "support",
        "words": "All is well.",
    },
    "concerns/files/<concern>/": {
        "act": "write",
        "step": "triaged",
        "words": "We looked.",
        "reference": "",
        "review_on": "",
        "line": "",
    },
    "concerns/files/<concern>/let-in/": lambda place: {
        "reader": place.member("te").public_id,
        "reason": "Teaches them.",
        "until": "",
    },
    "concerns/files/<concern>/let-out/": lambda place: {"reader": place.member("me").public_id},
    "concerns/files/<concern>/name/": lambda place: {"student": place.member("sB").public_id},
    "concerns/files/<concern>/ask/": {"reason": "To find them."},
    "concerns/of/<member>/": {"to_school": "Hill School"},
    ("concerns/names/<unmasking>/", "agreed"): {"act": "open", "tell_on": "", "because": ""},
    "concerns/names/<unmasking>/": {"act": "agree"},
    "concerns/packs/<pack>/": {"act": "make", "to_school": "Hill School"},
    "desk/duty/": lambda place: {"post": "deputy", "member": place.member("te").public_id},
    "desk/duty/<turn>/remove/": {},
    "desk/drills/": {},
    "desk/appeals/<appeal>/": {"uphold": "no", "reply": "It stays."},
    "desk/checks/<check>/": {"note": "Is well."},
    "desk/<case>/severity/": {"severity": "S3", "reason": "It reads like more."},
    "desk/<case>/answer/": {},
    "care/<kind>/<public_id>/": {"wish": "wait"},
    "appeal/<kind>/<public_id>/": {"words": "Please look again."},
    "report/<kind>/<public_id>/": {"reason": "unkind", "words": "Please look."},
    "people/hours/add/": {"weekdays": ["6"], "opens": "10:00", "closes": "11:00"},
    "people/hours/<shift>/remove/": {},
    "people/holidays/add/": {"date": "2098-08-01", "name": "A free day"},
    "people/holidays/<holiday>/remove/": {},
    ("people/add/", "a student"): _newcomer("student", "B"),
    ("people/add/", "an adult"): _newcomer("teacher", "D"),
    "people/cards/": lambda place: {"act": "print", "members": [place.member("sA").public_id]},
    "people/codes/": {"label": "Class 8", "band": "B", "cap": "20", "expires_on": "2026-12-20"},
    "people/codes/<code>/stop/": {},
    "people/policy/": _NUMBERS,
    "people/invitations/": {**_INVITED, "role": "teacher"},
    "people/invitations/<invitation>/stop/": {},
    "people/<member>/invite/": _INVITED,
    "people/roster/": {**_ROSTER, "pasted": "id,first name,date of birth\n9,Nia,2012-05-31\n"},
    "people/roster/cards/": {"group": "9a"},
    "people/roster/<run>/": lambda place: {"act": "apply", "mark": place.facts["roster mark"]},
    "people/<member>/role/": {"role": "mentor", "until": ""},
    "people/<member>/role/end/": {"role": "teacher"},
    "people/<member>/band/": {"band": "C"},
    "people/<member>/consent/": {"purpose": "forum", "giver_name": "A guardian", "given_on": "2026-11-01"},
    "people/<member>/consent/withdraw/": {"purpose": "forum"},
    "people/<member>/check/": {"kind": "Check", "reference": "7", "expires_on": "2027-11-01"},
    "people/<member>/address/": {"email": "home@example.org"},
    "people/<member>/check/end/": {},
    "people/<member>/consent/ask/": {"purpose": "image"},
    "people/<member>/birth/": {"born_on": "2011-05-01"},
    "people/<member>/family/": lambda place: {"guardian": place.member("cg").public_id, "relation": "parent"},
    "people/<member>/family/<tie>/": {"act": "change", "relation": "parent", "may_consent": "on"},
    "family/<tie>/": {"purpose": "forum", "version": "1", "say": "back"},
    "pictures/<picture>/": {"answer": "nobody", "names": ""},
    "my-yes/": {"purpose": "forum", "version": "1", "say": "yes"},
    "people/<member>/end/": {},
    "people/<member>/data/": {"act": "hold", "reason": "A court asks."},
    "my-data/": {},
    "my-data/erase/": {"confirm": "yes"},
    "my-data/records/<about>/<record>/": {"words": "That is not how it was."},
    "people/<member>/reopen/": {},
    "people/<member>/one-use-code/": {},
    "people/<member>/school/": {"subject": "4711"},
    "people/<member>/second-key/": {},
    "committees/new/": COMMITTEE,
    "committees/<committee>/words/": COMMITTEE,
    "committees/<committee>/state/": {"act": "activate"},
    "committees/<committee>/seats/": {"side": "youth", "role": "member"},
    "committees/<committee>/meetings/new/": {
        "title": "Another meeting",
        "starts_at": "2026-12-01 12:00",
        "place": "Room 3",
    },
    "committees/<committee>/plans/new/": {"title": "A green yard", "summary": "Plants."},
    "seats/<seat>/": lambda place: {
        "act": "give",
        "holder": place.member("sB").public_id,
        "begins_on": "2026-01-01",
        "ends_on": "",
    },
    "meetings/<meeting>/": {"title": "The yard", "kind": "discuss", "minutes_planned": "10"},
    "meetings/<meeting>/pull/": lambda place: {"theme": place.things["theme"]["answered"]},
    ("meetings/<meeting>/attendance/", "own seat of se"): _seat("se"),
    ("meetings/<meeting>/attendance/", "seat of ch"): _seat("ch"),
    "meetings/<meeting>/state/": {"act": "close"},
    "meetings/<meeting>/minutes/": {"version": "2", "minutes": "We met."},
    "meetings/<meeting>/decide/": lambda place: {**_DECISION, "cited": [place.things["perspective"][""]]},
    "decisions/<decision>/": lambda place: {
        "title": "Buy a bench",
        "owner": place.member("ch").public_id,
        "due_on": "2099-01-01",
    },
    "actions/<action>/": {"evidence": "It stands there."},
    "plans/<plan>/words/": {"title": "Calm", "summary": "All we do."},
    "plans/<plan>/room/": lambda place: {"decision": place.things["decision"]["third"]},
    "plans/<plan>/publish/": {"seen": ""},
    ("plan-goals/<goal>/", "progress"): {"act": "progress", "current": "2", "progress_note": "Two days."},
    ("plan-goals/<goal>/", "action"): lambda place: {
        "act": "action",
        "title": "Buy a lamp",
        "owner": place.member("ch").public_id,
        "due_on": "2099-01-01",
    },
    ("plan-goals/<goal>/", "remove"): {"act": "remove"},
    "plan-goals/<goal>/": lambda place: {
        "act": "goal",
        **_GOAL_WORDS,
        "owner": place.member("ch").public_id,
    },
}


def payload(address: str, variant: str, place: Place) -> dict:
    """Return what the form at ``address`` sends, with ids of things of ``place``."""
    sent = FILLED[(address, variant)] if (address, variant) in FILLED else FILLED[address]
    return dict(sent(place) if callable(sent) else sent)
