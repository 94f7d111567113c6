from django.contrib.auth.models import AbstractUser

from mobilize.kernel.models import Public


class User(Public, AbstractUser):
    """Somebody who can sign in. What they may do depends on their membership of a community."""

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username
