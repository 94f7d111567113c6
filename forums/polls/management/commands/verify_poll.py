from django.core.management.base import BaseCommand, CommandError

from forums.polls.domain import verifying
from forums.polls.enums import PollState
from forums.polls.models import GoalPoll

WORDS = {
    "rules": "the rules are not those that were fixed at the opening",
    "ballots": "the ballots do not fit the published hash: at least one was changed, added or taken away",
    "audit": "the audit trail says something else about the end of this poll",
    "count": "a new count does not come to the kept result",
    "receipts": "the list of receipts was changed, or does not fit the ballots",
    "marks": "the number of people who voted is not the number of ballots",
    "leftovers": "this poll ended without opening its votes, yet something of them is there",
}


class Command(BaseCommand):
    help = "Check closed polls: hash the ballots and count them again, and compare with what was published."

    def add_arguments(self, parser):
        parser.add_argument("polls", nargs="*", metavar="POLL", help="ids as in the address; none means all")

    def handle(self, *args, polls, verbosity, **options):
        closed = GoalPoll.objects.filter(state=PollState.CLOSED).select_related("community").order_by("id")
        if polls:
            closed = closed.filter(public_id__in=polls)
            if missing := set(polls) - {poll.public_id for poll in closed}:
                raise CommandError(f"There is no closed poll {', '.join(sorted(missing))}.")
        wrong = 0
        for poll in closed:
            faults = verifying.faults_of(poll)
            wrong += bool(faults)
            for fault in faults:
                self.stderr.write(f"{poll.public_id}: {WORDS[fault]}")
            if not faults and verbosity:
                self.stdout.write(f"{poll.public_id}: everything fits ({poll.ending})")
        if wrong:
            raise CommandError("1 poll does not fit." if wrong == 1 else f"{wrong} polls do not fit.")
