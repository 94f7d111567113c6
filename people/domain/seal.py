"""The seal: the only module that knows which byline is whose.

Authenticated encryption (AES-256-GCM, NIST SP 800-38D) of the user's id, bound to its byline; a keyed
hash (HMAC-SHA-256) of user and scope as a blind index. Both keys come from ``seal.key`` in
MOBILIZE_KEYS_DIR. Whoever has the database alone cannot link a byline to a person, nor two bylines.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Func, Model

from mobilize.kernel import audit, keys, text
from mobilize.kernel.prepared import Prepared, padded
from mobilize.kernel.refusal import Refused
from mobilize.kernel.sealing import NotOpened
from people.actors import Actor
from people.domain import pseudonyms, seal_box
from people.enums import Side
from people.models import Byline, Community, User
from people.models.bylines import AuthorSeal

_NOBODYS = "no key"  # an index that stands nowhere
_fitting: set[str] = set()  # names of keys that opened a seal in this process
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


def _indexes(wanted: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the blind index of each (user id, scope kind, scope id), in order; without the key one that finds nothing.

    While the seals are being renewed the table is asked which of them stand there under the key before.
    """
    wanted = list(wanted)
    try:
        key = keys.read(keys.SEAL_KEY)
    except keys.KeyMissing:
        return [_NOBODYS] * len(wanted)
    found = [seal_box.blind_index(key, *one) for one in wanted]
    if not keys.is_being_renewed(keys.SEAL_KEY):
        return found
    before = keys.read(keys.before(keys.SEAL_KEY))
    old = [seal_box.blind_index(before, *one) for one in wanted]
    there = set(AuthorSeal.objects.filter(blind_index__in=old).values_list("blind_index", flat=True))
    return [was if was in there else now for was, now in zip(old, found, strict=True)]


def _index(user_id: str, scope_kind: str, scope_id: str) -> str:
    return _indexes([(user_id, scope_kind, scope_id)])[0]


def _open(byline: Speaking, sealed: bytes | memoryview) -> str:
    try:
        return seal_box.opened(keys.read(keys.SEAL_KEY), byline, sealed)
    except NotOpened:
        if not keys.is_being_renewed(keys.SEAL_KEY):
            raise
        return seal_box.opened(keys.read(keys.before(keys.SEAL_KEY)), byline, sealed)


def byline_for(actor: Actor, *, scope_kind: str, scope_id: str) -> Byline:
    """Return the actor's byline in the scope (a forum's or session's public id), making it the first time.

    Two first contributions at once end in one byline: the blind index is unique.
    Errors: ``seal_missing`` where the key is lost, or another's: nobody could ever be found behind new words.
    """
    found = own_byline(actor, scope_kind=scope_kind, scope_id=scope_id)
    if found:
        return found
    if not _fits():
        raise Refused("seal_missing")
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
                    adult_name="" if youth else actor.name[: text.limit_of(Byline, "adult_name")],
                    adult_role="" if youth else actor.chief_role,
                )
                AuthorSeal.objects.create(
                    byline=byline,
                    sealed=seal_box.sealed(keys.read(keys.SEAL_KEY), actor.user.public_id, byline),
                    blind_index=_index(actor.user.public_id, scope_kind, scope_id),
                )
            return byline
        except IntegrityError:
            found = own_byline(actor, scope_kind=scope_kind, scope_id=scope_id)
            if found:
                return found
    raise RuntimeError("no free pseudonym was found in 50 draws")


def own_byline(actor: Actor, *, scope_kind: str, scope_id: str) -> Byline | None:
    """Return the actor's byline in the scope, or None if they have not contributed there. One query."""
    return _OWN.one(index=_index(actor.user.public_id, scope_kind, scope_id))


def own_bylines(actors: Iterable[Actor], *, scope_kind: str, scope_id: str) -> dict[str, Byline]:
    """Return the bylines that these actors have in the scope, by the user's public id. One query."""
    users = [actor.user.public_id for actor in actors]
    mine = dict(zip(_indexes((user, scope_kind, scope_id) for user in users), users, strict=True))
    found = _OWN_OF_ALL.rows(indexes=padded(mine)) if mine else []
    return {mine[vars(byline).pop("index")]: byline for byline in found}


def own_index(user: User, *, scope_kind: str, scope_id: str) -> str:
    """Return the blind index of ``user`` in the scope: filter with ``byline__seal__blind_index``."""
    return _index(user.public_id, scope_kind, scope_id)


def own_indexes(user: User, *, scope_kind: str, scope_ids: Iterable[str]) -> list[str]:
    """Return the blind indexes of ``user`` in these scopes: filter with ``byline__seal__blind_index__in``."""
    return _indexes((user.public_id, scope_kind, scope_id) for scope_id in scope_ids)


def indexes_of(user: User, *, community: Community | None = None) -> list[str]:
    """Return the blind indexes of ``user`` in every scope there is: as :func:`own_indexes`. One query."""
    there = Byline.objects.filter(imported=False)
    if community is not None:
        there = there.filter(community=community)
    scopes = there.order_by().values_list("scope_kind", "scope_id").distinct()
    return _indexes((user.public_id, kind, scope) for kind, scope in scopes)


def bylines_of(user: User, *, community: Community | None = None) -> list[Byline]:
    """Return everything ``user`` speaks as (in one community, if told), for their own copy, erasure and holds.

    Found by the blind index alone: nothing is opened, and nothing is written that would link two of them.
    """
    indexes = indexes_of(user, community=community)
    found: list[Byline] = []
    for start in range(0, len(indexes), 500):
        found += Byline.objects.filter(seal__blind_index__in=indexes[start : start + 500])
    return found


def destroy(bylines: Iterable[Byline]) -> None:
    """Take the seals of erased bylines away: from then on nobody can tell whose they were, with any key."""
    AuthorSeal.objects.filter(byline__in=list(bylines)).delete()


def is_author(user: User, byline: Byline) -> bool:
    """Tell whether the byline is ``user``'s own, without opening the seal."""
    index = _index(user.public_id, byline.scope_kind, byline.scope_id)
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
    except (NotOpened, keys.KeyMissing):
        return False
    return True


def _fits() -> bool:
    """Tell whether the key is there and opens the newest seal; asked once for each key and process."""
    try:
        name = keys.name_of(keys.read(keys.SEAL_KEY))
    except keys.KeyMissing:
        return False
    if name not in _fitting:
        if not sound(sample=1):
            return False
        if AuthorSeal.objects.exists():
            _fitting.add(name)
    return True


@transaction.atomic
def renew_some(*, after: int = 0, size: int = 500) -> tuple[int, int]:
    """Seal a batch of bylines anew with the key that follows the one before; return (how many, the last's key).

    (0, 0): nothing is left beyond ``after``. What is new stays, so it can begin again at any time.
    """
    found = AuthorSeal.objects.select_for_update(of=("self",)).select_related("byline")
    rows = list(found.filter(pk__gt=after).order_by("pk")[:size])
    key, renewed = keys.read(keys.SEAL_KEY), []
    for row in rows:
        try:
            seal_box.opened(key, row.byline, row.sealed)
        except NotOpened:
            user = _open(row.byline, row.sealed)
            row.sealed = seal_box.sealed(key, user, row.byline)
            row.blind_index = seal_box.blind_index(key, user, row.byline.scope_kind, row.byline.scope_id)
            renewed.append(row)
    again = AuthorSeal.objects.filter(blind_index__in=[row.blind_index for row in renewed])
    taken = set(again.values_list("blind_index", flat=True))
    for row in renewed:
        if (
            row.blind_index in taken
        ):  # the person spoke anew in the moment of the change: two bylines stay two
            row.blind_index = seal_box.blind_index(key, row.byline.public_id, "again", row.blind_index)
    AuthorSeal.objects.bulk_update(renewed, ["sealed", "blind_index"], batch_size=200)
    return (len(renewed), rows[-1].pk) if rows else (0, 0)


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
        try:
            by_user.setdefault(_open(byline, sealed), []).append(byline)
        except (NotOpened, keys.KeyMissing):  # without the key the made-up name stands there
            continue
    for user in User.objects.filter(public_id__in=by_user):
        for byline in by_user[user.public_id]:
            shown[byline.pk] = _name_in_band(user, byline)
    return shown


def _name_in_band(user: User, byline: Speaking) -> str:
    if byline.side == Side.YOUTH and byline.band == "A":
        initial = f" {user.last_name[0]}." if user.last_name else ""
        return f"{user.first_name or user.username}{initial}"
    return user.name
