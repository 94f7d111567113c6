"""Make the search index anew from what is published."""

from django.core.management.base import BaseCommand

from forums.discussion.domain import index


class Command(BaseCommand):
    help = "Make the search find what is published, and nothing else. Safe at any time, and as often as you like."

    def handle(self, *args, **options):
        def progress(done: int, total: int) -> None:
            self.stderr.write(f"\r{done} of {total}", ending="")
            self.stderr.flush()

        done, changed = index.rebuild(progress)
        if done:
            self.stderr.write("")
        self.stdout.write(f"perspectives={done} put_right={changed}")
