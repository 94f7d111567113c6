"""Django's sessions in the database, read by a question that is made once: every page of a signed-in person asks it."""

from datetime import UTC, datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from mobilize.kernel.prepared import Prepared

#: In a session: the sign-in is on a device that others use too. Its end stands fast, however often it is used.
SHARED = "shared"

_KEPT: Prepared[tuple] = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
)


class SessionStore(db.SessionStore):
    """The same rows, the same signatures; only the reading is shorter, and a shared device has its own end."""

    @classmethod
    def get_model_class(cls):
        return Session

    def load(self):
        found = _KEPT.one(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])

    def get_expiry_date(self, **kwargs):
        if "expiry" not in kwargs and (shared := self.get(SHARED)):
            return datetime.fromtimestamp(shared["until"], UTC)
        return super().get_expiry_date(**kwargs)
