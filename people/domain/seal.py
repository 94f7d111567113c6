"""The seal: the only module that knows which byline is whose.

Authenticated encryption (AES-256-GCM, NIST SP 800-38D) of the user's id, bound to its byline; a keyed
hash (HMAC-SHA-256) of user and scope as a blind index. Both keys come from ``seal.key`` in
MOBILIZE_KEYS_DIR. Whoever has the database alone cannot link a byline to a person, nor two bylines.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Func, Model

from mobilize.kernel import audit, keys
from mobilize.kernel.prepared import Prepared, padded
from people.actors import Actor
from people.domain import pseudonyms
from people.enums import Side
from people.models import Byline, Community, User
from people.models.bylines import AuthorSeal

_VERSION = b"\x01"
_OWN: Prepared[Byline] = Prepared(lambda index: Byline.objects.filter(seal__blind_index=index))

_OWN_OF_ALL: Prepared[Byline] = Prepared(
    lambda indexes: Byline.objects.filter(seal__blind_index__in=indexes).annotate(
        index=F("seal__blind_index")
    )
)


class Speaking(Protocol):
    """What the seal needs to know of a byline to tell its name: the byline itself, or what a list told of it."""

    @property
    def pk(self) -> int: ...
    @property
    def public_id(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def band(self) -> str: ...


def _blind_index(user_id: str, scope_kind: str, scope_id: str) -> str:
    key = keys.derived(keys.SEAL_KEY, "blind index")
    return hmac.new(key, f"{user_id}|{scope_kind}|{scope_id}".encode(), hashlib.sha256).hexdigest()


def _seal(user: User, byline: Byline) -> bytes:
    nonce = secrets.token_bytes(12)
    box = AESGCM(keys.derived(keys.SEAL_KEY, "author"))
    return _VERSION + nonce + box.encrypt(nonce, user.public_id.encode(), byline.public_id.encode())


def _open(byline: Speaking, sealed: bytes | memoryview) -> str:
    box = AESGCM(keys.derived(keys.SEAL_KEY, "author"))
    kept = bytes(sealed)
    return box.decrypt(kept[1:13], kept[13:], byline.public_id.encode()).decode()


def byline_for(actor: Actor, *, scope_kind: str, scope_id: str) -> Byline:
    """Return the actor's byline in the scope (a forum's or session's public id), making it the first time.

    Two first contributions at once end in one byline: the blind index is unique.
    """
    found = own_byline(actor, scope_kind=scope_kind, scope_id=scope_id)
    if found:
        return found
    youth = actor.is_youth
    for attempt in range(50):
        name = pseudonyms.draw(actor.community.language)
        if attempt >= 10:
            name = f"{name} {secrets.randbelow(9000) + 1000}"
        try:
            with transaction.atomic():
                byline = Byline.objects.create(
                    community=actor.community,
                    scope_kind=scope_kind,
                    scope_id=scope_id,
                    side=Side.YOUTH if youth else Side.ADULT,
                    band=actor.band,
                    pseudonym=name,
                    adult_name="" if youth else actor.name,
                    adult_role="" if youth else actor.chief_role,
                )
                AuthorSeal.objects.create(
                    byline=byline,
                    sealed=_seal(actor.user, byline),
                    blind_index=_blind_index(actor.user.public_id, scope_kind, scope_id),
                )
            return byline
        except IntegrityError:
            found = own_byline(actor, scope_kind=scope_kind, scope_id=scope_id)
            if found:
                return found
    raise RuntimeError("no free pseudonym was found in 50 draws")


def own_byline(actor: Actor, *, scope_kind: str, scope_id: str) -> Byline | None:
    """Return the actor's byline in the scope, or None if they have not contributed there. One query."""
    return _OWN.one(index=_blind_index(actor.user.public_id, scope_kind, scope_id))


def own_bylines(actors: Iterable[Actor], *, scope_kind: str, scope_id: str) -> dict[str, Byline]:
    """Return the bylines that these actors have in the scope, by the user's public id. One query."""
    mine = {
        _blind_index(actor.user.public_id, scope_kind, scope_id): actor.user.public_id for actor in actors
    }
    found = _OWN_OF_ALL.rows(indexes=padded(mine)) if mine else []
    return {mine[vars(byline).pop("index")]: byline for byline in found}


def own_index(user: User, *, scope_kind: str, scope_id: str) -> str:
    """Return the blind index of ``user`` in the scope: filter with ``byline__seal__blind_index``."""
    return _blind_index(user.public_id, scope_kind, scope_id)


def own_indexes(user: User, *, scope_kind: str, scope_ids: Iterable[str]) -> list[str]:
    """Return the blind indexes of ``user`` in these scopes: filter with ``byline__seal__blind_index__in``."""
    return [_blind_index(user.public_id, scope_kind, scope_id) for scope_id in scope_ids]


def bylines_of(user: User, *, community: Community | None = None) -> list[Byline]:
    """Return everything ``user`` speaks as (in one community, if told), for their own copy, erasure and holds.

    Found by the blind index alone: nothing is opened, and nothing is written that would link two of them.
    """
    there = Byline.objects.filter(imported=False)
    if community is not None:
        there = there.filter(community=community)
    scopes = there.order_by().values_list("scope_kind", "scope_id").distinct()
    indexes = [_blind_index(user.public_id, kind, scope) for kind, scope in scopes]
    found: list[Byline] = []
    for start in range(0, len(indexes), 500):
        found += Byline.objects.filter(seal__blind_index__in=indexes[start : start + 500])
    return found


def destroy(bylines: Iterable[Byline]) -> None:
    """Take the seals of erased bylines away: from then on nobody can tell whose they were, with any key."""
    AuthorSeal.objects.filter(byline__in=list(bylines)).delete()


def is_author(user: User, byline: Byline) -> bool:
    """Tell whether the byline is ``user``'s own, without opening the seal."""
    index = _blind_index(user.public_id, byline.scope_kind, byline.scope_id)
    return AuthorSeal.objects.filter(byline=byline, blind_index=index).exists()


def author_for_notice(byline: Byline) -> User | None:
    """Return the author so that the program itself can reach them (a notice, erasure); None for imported bylines.

    Never show the result to a person: use :func:`unseal` for that, which is audited.
    """
    sealed = AuthorSeal.objects.filter(byline=byline).first()
    return User.objects.get(public_id=_open(byline, sealed.sealed)) if sealed else None


def authors_for_notices(bylines: Iterable[Byline]) -> dict[int, User]:
    """Return the authors by byline id, for the program itself, as :func:`author_for_notice` does. Two queries."""
    wanted = {byline.pk: byline for byline in bylines}
    found = {
        sealed.byline_id: _open(wanted[sealed.byline_id], sealed.sealed)
        for sealed in AuthorSeal.objects.filter(byline_id__in=wanted)
    }
    users = User.objects.in_bulk(set(found.values()), field_name="public_id")
    return {pk: users[user_id] for pk, user_id in found.items()}


def sound(*, sample: int = 20) -> bool:
    """Tell whether the key opens the newest seals, without telling what is in them. False says: it is another key."""
    try:
        for found in AuthorSeal.objects.select_related("byline").order_by("-pk")[:sample]:
            _open(found.byline, found.sealed)
    except InvalidTag:
        return False
    return True


def unseal(actor: Actor, byline: Byline, *, under: Model, now: datetime) -> User | None:
    """Open the seal for a person who is allowed to know, and write that down.

    The caller has asked its own rule first. ``under`` (with a public id) is what it is opened under: it holds the
    reason, and which byline it was, encrypted. The audit trail names it and not the byline, or the trail would lead
    from the words to whoever it is about.
    """
    user = author_for_notice(byline)
    audit.record(action="people.unseal", now=now, actor=actor, community=actor.community, thing=under)
    return user


class told(Func):
    """The seal at the end of a path such as "byline__seal" as letters, for :func:`names_told`. Still sealed."""

    function = "HEX"
    arity = 1
    output_field = CharField()

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}__sealed")

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, function="ENCODE", template="ENCODE(%(expressions)s, 'hex')")


def names(bylines: Iterable[Speaking]) -> dict[int, str]:
    """Return the names to show in a *named* forum, by byline id. In band A: first name and initial (rule 35)."""
    wanted = {byline.pk: byline for byline in bylines}
    seals = AuthorSeal.objects.filter(byline_id__in=wanted)
    return _names({wanted[found.byline_id]: bytes(found.sealed) for found in seals})


def names_told(bylines: Iterable[Speaking], sealed: dict[int, str]) -> dict[int, str]:
    """The same for bylines whose seals were :class:`told` by byline id, in one query less."""
    return _names({byline: bytes.fromhex(sealed[byline.pk]) for byline in bylines if byline.pk in sealed})


def _names(seals: dict[Speaking, bytes]) -> dict[int, str]:
    shown: dict[int, str] = {}
    by_user: dict[str, list[Speaking]] = {}
    for byline, sealed in seals.items():
        by_user.setdefault(_open(byline, sealed), []).append(byline)
    for user in User.objects.filter(public_id__in=by_user):
        for byline in by_user[user.public_id]:
            shown[byline.pk] = _name_in_band(user, byline)
    return shown


def _name_in_band(user: User, byline: Speaking) -> str:
    if byline.side == Side.YOUTH and byline.band == "A":
        initial = f" {user.last_name[0]}." if user.last_name else ""
        return f"{user.first_name or user.username}{initial}"
    return user.name
