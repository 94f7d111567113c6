"""Fill an empty installation with the demo's communities."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from mobilize.demo import cast, chapters, crowd, facade, story
from mobilize.kernel import keys
from people.models import Community


class Command(BaseCommand):
    help = "Load the demo communities, once. A second run changes nothing."

    def handle(self, *args, **options):
        keys.create(keys.SEAL_KEY)
        if Community.objects.filter(slug=cast.HARBOUR).exists():
            self.stdout.write("The demo communities are here already.")
            return
        now = timezone.now()
        with transaction.atomic():
            communities = crowd.settle(now - timedelta(days=90))
            for slug, tell in ((cast.HARBOUR, chapters.harbour), (cast.TILLEULS, chapters.tilleuls)):
                self.stdout.write(f"  {communities[slug].name} …")
                with translation.override(communities[slug].language):
                    tell(story.Teller(communities[slug]), now)
                    facade.plant(communities[slug], now)
            facade.help_numbers(now)
        self.stdout.write("The demo communities are ready.")
