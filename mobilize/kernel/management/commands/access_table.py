"""Print every door of ours with the rule that decides it."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.urls import URLPattern, URLResolver, get_resolver

from mobilize.kernel import access, authority

#: Doors that others made, by prefix, and who decides there.
THIRD_PARTY = {
    "/accounts/": "public (django-allauth decides; staff need a second factor)",
    "/cms/": "wagtail permissions (staff with a second factor; youth content is never in it)",
    "/i18n/": "public (django.conf.urls.i18n: language of the interface)",
    "/documents/": "wagtail permissions (collection privacy)",
    "/static/": "public (files of the program)",
    "/": "public (wagtail serves published pages; page privacy decides)",
}


def doors() -> list[dict]:
    """Return one row per URL and method of ours, per third-party prefix and per socket action."""
    rows: list[dict] = []
    prefixes: set[str] = set()
    for route, callback in _walk(get_resolver().url_patterns, "/"):
        declared = getattr(callback, "access", None)
        module = getattr(callback, "__module__", "")
        ours = module.split(".")[0] in {"mobilize", "people", "moderation", "forums", "committees", "cms"}
        if declared:
            rows += [
                {
                    "kind": "url",
                    "path": route,
                    "method": method,
                    "rule": rule,
                    "fresh": method in callback.fresh,
                }
                for method, rule in declared.items()
            ]
        elif ours:
            rows.append({"kind": "url", "path": route, "method": "*", "rule": ""})
        else:
            prefixes.add(_prefix(route))
    rows += [
        {"kind": "third party", "path": p, "method": "*", "rule": THIRD_PARTY.get(p, "")}
        for p in sorted(prefixes)
    ]
    rows += [
        {"kind": "socket", "path": action, "method": "socket", "rule": rule}
        for action, rule in sorted(access.socket_actions().items())
    ]
    return rows


def _prefix(route: str) -> str:
    return next((p for p in THIRD_PARTY if p != "/" and route.startswith(p)), "/")


def _walk(patterns, prefix):
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def faults(rows: list[dict]) -> list[str]:
    """Return a sentence for each door that declares no rule, or a rule nobody registered."""
    found = []
    for row in rows:
        name = row["rule"]
        if not name:
            found.append(f"{row['kind']} {row['method']} {row['path']} declares no access rule")
        elif row["kind"] != "third party" and name not in access.OPEN_DOORS and not authority.known(name):
            found.append(f"{row['kind']} {row['method']} {row['path']} names the unknown rule {name}")
    return found


class Command(BaseCommand):
    help = "Print every URL, method and socket action with its access rule."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print a JSON list")
        parser.add_argument(
            "--check", action="store_true", help="print nothing but faults; exit 1 if there are any"
        )

    def handle(self, *args, **options):
        rows = doors()
        wrong = faults(rows)
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
        elif not options["check"]:
            for row in rows:
                again = "  (asks again who it is)" if row.get("fresh") else ""
                self.stdout.write(f"{row['method']:7} {row['path']:70} {row['rule']}{again}")
        if wrong:
            raise CommandError("\n".join(wrong))
