"""Print how well the screening sees, on the labelled sentences."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation.domain.screening import LANGUAGES, look_at, measuring
from moderation.enums import Sign


class Command(BaseCommand):
    help = "Print recall and precision of the screening for each sign and language, with 95 % intervals."

    def add_arguments(self, parser):
        parser.add_argument("--part", choices=("dev", "held_out", "all"), default=measuring.HELD_OUT)
        parser.add_argument(
            "--sentences",
            type=Path,
            default=settings.BASE_DIR / "tests" / "fixtures" / "screening",
            help="Folder with en.csv and fr.csv: part, signs, disguised, words.",
        )
        parser.add_argument(
            "--faults", action="store_true", help="Also print each sentence that is seen wrongly."
        )

    def handle(self, *, part, sentences, faults, **options):
        rows = []
        for language in LANGUAGES:
            path = sentences / f"{language}.csv"
            if not path.is_file():
                raise CommandError(f"There are no labelled sentences in {path}.")
            labelled = measuring.sentences(path, part=part)
            seen = _looking_in(language)
            rows += measuring.figures(language, labelled, seen)
            if faults:
                self._print_faults(labelled, seen)
        self.stdout.write(measuring.table(rows))

    def _print_faults(self, labelled, seen):
        for sentence in labelled:
            told = {sign.value for sign in seen(sentence.words)}
            if missed := sorted(sentence.signs - told):
                self.stdout.write(f"missed {' '.join(missed)}: {sentence.words}")
            if false := sorted(told - sentence.signs):
                self.stdout.write(f"false {' '.join(false)}: {sentence.words}")


def _looking_in(language: str) -> Callable[[str], frozenset[Sign]]:
    return lambda words: look_at(words, language).kinds
