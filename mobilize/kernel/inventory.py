"""What the tables of the foundation and of its packages are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_ADULT: dict[str, Any] = {"whose": Whose.ADULT, "basis": Basis.TASK}
_MACHINE: dict[str, Any] = {"end": "never: it is part of the program"}
_UNUSED: dict[str, Any] = {"end": "nothing is ever written into it here"}

keeps(
    "kernel.AuditLink",
    {
        "number made_at count": "which lines a link of the chain binds",
        "lines_hash previous hash mark": "shows that no line was changed, added or taken away",
        "purged_at": "says that its lines went when their time was over",
    },
    end="never: it names nobody",
)
keeps(
    "kernel.AuditEntry",
    {
        "at community": "when and where something that matters was done",
        "actor": "which adult did it; empty where a young person spoke",
        "action kind object_id note": "what was done to which thing, without anybody's words",
        "mark link": "shows that the line is as it was written",
    },
    whose=Whose.ADULT,
    basis=Basis.DUTY,
    copy="yes, the lines of one's own acts",
    end="by whole links after six years",
)
keeps(
    "kernel.Slot",
    {"job due_at": "makes regular work run once for each time it is due"},
    end="after two days",
)
keeps(
    "kernel.Letter",
    {
        "message_id": "lets a mail program see two copies as one",
        "recipient": "where it goes, sealed; emptied once it is sent",
        "template facts": "what it says: counts and paths, never words of people",
        "state tries due_at reason settled_at": "whether it is sent, and when it is tried again",
    },
    whose=Whose.EITHER,
    basis=Basis.TASK,
    copy="no: it holds no words and no name",
    end="30 days after it was sent",
)
keeps(
    "django_tasks_database.DBTaskResult",
    {
        "id": "tells one piece of work from the next",
        "status enqueued_at started_at finished_at run_after worker_ids": "whether promised work is done",
        "args_kwargs task_path priority queue_name backend_name": "which work, by names and ids of things",
        "return_value exception_class_path traceback": "where a fault is, without anybody's words",
    },
    end="14 days after it ended",
)
keeps(
    "sessions.Session",
    {
        "session_key session_data": "keeps somebody signed in from page to page",
        "expire_date": "when that ends",
    },
    whose=Whose.EITHER,
    basis=Basis.TASK,
    copy="no: it opens the account",
    end="when it runs out, at sign-out, and with erasure",
)
keeps(
    "usersessions.UserSession",
    {
        "user session_key": "lets people see where they are signed in, and end it",
        "ip user_agent": "tells them which device that is",
        "created_at last_seen_at data": "tells them when it was used",
    },
    whose=Whose.EITHER,
    basis=Basis.TASK,
    copy="yes",
    end="with the session",
)
keeps(
    "mfa.Authenticator",
    {
        "user type": "who has which second factor",
        "data": "the secret that the second factor is checked with",
        "created_at last_used_at": "refuses a code that was used already",
    },
    **_ADULT,
    copy="no: it opens the account",
    end="when it is reset, and with erasure",
)
keeps(
    "account.EmailAddress", {"user email verified primary": "asked for by the package of sign-in"}, **_UNUSED
)
keeps(
    "account.EmailConfirmation",
    {"email_address created sent key": "asked for by the package of sign-in"},
    **_UNUSED,
)
keeps("auth.Permission", {"name content_type codename": "names a right in the site's editor"}, **_MACHINE)
keeps("auth.Group", {"name": "a group of editors"}, **_MACHINE)
keeps("auth.Group_permissions", {"group permission": "what a group of editors may do"}, **_MACHINE)
keeps("contenttypes.ContentType", {"app_label model": "names a table"}, **_MACHINE)
