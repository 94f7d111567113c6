from django.db import models
from django.db.models import Q

from mobilize.kernel.models import Public
from people.enums import Band, ScopeKind, Side
from people.models.community import Community


class Byline(Public):
    """The name over a contribution: one per member and forum or community session, never who.

    A young person's byline carries what the rules need (community, band, side) and a pseudonym.
    An adult's shows name and role, since adults always speak as themselves.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="bylines")
    scope_kind = models.CharField(max_length=10, choices=ScopeKind.choices)
    scope_id = models.CharField(max_length=16)  # public id of the forum or session
    side = models.CharField(max_length=5, choices=Side.choices)
    band = models.CharField(max_length=1, choices=Band.choices)
    pseudonym = models.CharField(max_length=60)
    adult_name = models.CharField(max_length=160, blank=True)
    adult_role = models.CharField(max_length=30, blank=True)
    imported = models.BooleanField(default=False)  # came with a conversation held elsewhere; has no seal

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope_kind", "scope_id", "pseudonym"], name="one_pseudonym_per_scope"
            ),
            models.CheckConstraint(
                condition=Q(side="adult") | Q(adult_name="", adult_role=""),
                name="youth_byline_never_says_who",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.adult_name or self.pseudonym


class AuthorSeal(models.Model):
    """Byline to user, sealed. Only ``people.domain.seal`` opens it.

    ``sealed`` is the user's id, encrypted; ``blind_index`` is a keyed hash of user and scope: it finds
    "my byline here" without opening anything, and without the key it links no two bylines.
    """

    byline = models.OneToOneField(Byline, on_delete=models.CASCADE, related_name="seal", primary_key=True)
    sealed = models.BinaryField()
    blind_index = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return "sealed"
