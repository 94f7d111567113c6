"""What the tables of the packages behind the public pages are for (rule 65)."""

from typing import Any

from mobilize.kernel.purposes import Basis, Whose, keeps

_ADULT: dict[str, Any] = {"whose": Whose.ADULT, "basis": Basis.TASK}
_PAGES: dict[str, Any] = {**_ADULT, "copy": "yes, what one wrote oneself", "end": "with the page"}
_MACHINE: dict[str, Any] = {"end": "never: it is part of the program"}
_UNUSED: dict[str, Any] = {"end": "nothing is ever written into it here"}

keeps("wagtailcore.Locale", {"language_code": "a language of the public pages"}, **_MACHINE)
keeps(
    "wagtailcore.Site",
    {"hostname port site_name root_page is_default_site": "where the public pages live"},
    **_MACHINE,
)
keeps(
    "wagtailcore.Page",
    {
        "path depth numchild url_path": "where a page stands",
        "slug content_type translation_key locale alias_of": "where a page stands",
        "title draft_title seo_title search_description show_in_menus": "what it is called",
        "live has_unpublished_changes": "what of it is public",
        "live_revision latest_revision latest_revision_created_at": "what of it is public",
        "first_published_at last_published_at go_live_at expire_at expired": "since when and until when",
        "owner locked locked_at locked_by": "which editor made it, and who works on it",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.Revision",
    {
        "content_type base_content_type": "an earlier wording of a page, to go back to",
        "object_id object_str content": "an earlier wording of a page, to go back to",
        "created_at user approved_go_live_at": "who wrote it and when",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.PageLogEntry",
    {
        "content_type label page revision content_changed deleted": "which page was changed",
        "action data timestamp uuid user": "who changed it how and when",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.ModelLogEntry",
    {
        "content_type label object_id": "which thing of the editor was changed",
        "revision content_changed deleted": "which thing of the editor was changed",
        "action data timestamp uuid user": "who changed it how and when",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.Comment",
    {
        "page contentpath position revision_created": "which part of a draft a note is about",
        "user text created_at updated_at resolved_at resolved_by": "what one editor notes to another",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.CommentReply",
    {"comment user text created_at updated_at": "what an editor answers to a note"},
    **_PAGES,
)
keeps(
    "wagtailcore.PageSubscription",
    {"user page comment_notifications": "which editor hears of notes"},
    **_PAGES,
)
keeps(
    "wagtailcore.UploadedFile",
    {"for_content_type file uploaded_by_user": "a file between its upload and its page"},
    **_PAGES,
)
keeps(
    "wagtailcore.APIToken",
    {"user name key_hash prefix created revoked_at last_used_at": "asked for by the package of pages"},
    **_UNUSED,
)
keeps(
    "wagtailcore.GroupSitePermission", {"group site permission": "what a group of editors may do"}, **_MACHINE
)
keeps(
    "wagtailcore.GroupPagePermission", {"group page permission": "what a group of editors may do"}, **_MACHINE
)
keeps(
    "wagtailcore.GroupCollectionPermission",
    {"group collection permission": "what a group of editors may do"},
    **_MACHINE,
)
keeps("wagtailcore.Collection", {"path depth numchild name": "a shelf of pictures"}, **_MACHINE)
keeps(
    "wagtailcore.CollectionViewRestriction",
    {"restriction_type password collection": "asked for by the package of pages"},
    **_UNUSED,
)
keeps(
    "wagtailcore.CollectionViewRestriction_groups",
    {"collectionviewrestriction group": "asked for by the package of pages"},
    **_UNUSED,
)
keeps(
    "wagtailcore.PageViewRestriction",
    {"restriction_type password page": "asked for by the package of pages"},
    **_UNUSED,
)
keeps(
    "wagtailcore.PageViewRestriction_groups",
    {"pageviewrestriction group": "asked for by the package of pages"},
    **_UNUSED,
)
keeps("wagtailcore.Workflow", {"name active": "how a draft is read before it is public"}, **_MACHINE)
keeps("wagtailcore.WorkflowTask", {"sort_order workflow task": "a step of reading a draft"}, **_MACHINE)
keeps("wagtailcore.Task", {"name content_type active": "a step of reading a draft"}, **_MACHINE)
keeps("wagtailcore.GroupApprovalTask", {"task_ptr": "a step that a group of editors takes"}, **_MACHINE)
keeps("wagtailcore.GroupApprovalTask_groups", {"groupapprovaltask group": "which group takes it"}, **_MACHINE)
keeps(
    "wagtailcore.WorkflowPage", {"page workflow": "which pages are read before they are public"}, **_MACHINE
)
keeps(
    "wagtailcore.WorkflowContentType",
    {"content_type workflow": "which things are read before they are public"},
    **_MACHINE,
)
keeps(
    "wagtailcore.WorkflowState",
    {
        "content_type base_content_type object_id": "how far the reading of a draft is",
        "workflow status current_task_state": "how far the reading of a draft is",
        "created_at requested_by": "which editor asked for it",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.TaskState",
    {
        "workflow_state revision task status content_type": "what came of one step of reading",
        "started_at finished_at finished_by comment": "who read it, when, and what they say",
    },
    **_PAGES,
)
keeps(
    "wagtailcore.ReferenceIndex",
    {
        "content_type base_content_type": "which page uses which picture",
        "object_id to_content_type to_object_id": "which page uses which picture",
        "model_path content_path content_path_hash": "where on the page",
    },
    **_MACHINE,
)
keeps(
    "wagtailsearch.IndexEntry",
    {"content_type object_id title_norm autocomplete title body": "finds public pages by their words"},
    end="with the page",
)
keeps(
    "wagtailsearch.IndexEntry",
    {"title_text body_text": "finds public pages by their words, also misspelt ones"},
    end="with the page",
    only_on="postgresql",
)
keeps(
    "wagtailsearch.SQLiteFTSIndexEntry",
    {"autocomplete title body index_entry": "finds public pages by their words"},
    end="with the page",
    only_on="sqlite",
)
keeps("wagtailadmin.Admin", {"id": "asked for by the package of pages"}, **_UNUSED)
keeps(
    "wagtailadmin.EditingSession",
    {"user content_type object_id last_seen_at is_editing": "warns two editors of the same page"},
    **_ADULT,
    copy="no: it is gone within hours",
    end="after a day",
)
keeps(
    "wagtailadmin.FormState",
    {"data user content_type object_id parent_object_id last_updated_at": "an editor's unsaved draft"},
    **_PAGES,
)
keeps(
    "wagtailusers.UserProfile",
    {
        "user": "whose settings of the editor these are",
        "submitted_notifications approved_notifications": "what an editor hears of",
        "rejected_notifications updated_comments_notifications": "what an editor hears of",
        "preferred_language current_time_zone theme": "how the editor looks",
        "contrast density keyboard_shortcuts": "how the editor looks",
        "avatar dismissibles": "what the editor was shown",
    },
    **_ADULT,
    copy="yes",
    end="with erasure",
)
keeps(
    "wagtailimages.Image",
    {
        "collection title description": "a picture of the public pages and what it shows",
        "file width height file_size file_hash": "where the picture lies; where it was taken is never kept",
        "focal_point_x focal_point_y focal_point_width focal_point_height": "which part must be seen",
        "created_at uploaded_by_user": "which editor brought it",
    },
    whose=Whose.EITHER,
    basis=Basis.CONSENT,
    copy="yes, what one brought oneself",
    end="when consent is withdrawn, or with the page",
)
keeps(
    "wagtailimages.Rendition",
    {"filter_spec file width height focal_point_key image": "a smaller copy of a picture"},
    whose=Whose.EITHER,
    basis=Basis.CONSENT,
    copy="no: the picture itself is",
    end="with the picture",
)
keeps(
    "wagtaildocs.Document",
    {
        "collection title file": "a file of the public pages",
        "created_at uploaded_by_user file_size file_hash": "a file of the public pages",
    },
    **_PAGES,
)
keeps("taggit.Tag", {"name slug": "a word by which pictures are found"}, end="with the picture")
keeps(
    "taggit.TaggedItem",
    {"tag content_type object_id": "which picture has which word"},
    end="with the picture",
)

_TRANSLATED: dict[str, Any] = {"end": "with the page"}
keeps(
    "wagtail_localize.TranslatableObject",
    {"translation_key content_type": "a page that is translated"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.TranslationSource",
    {
        "object specific_content_type locale object_repr": "the wording that is translated",
        "content_json schema_version created_at last_updated_at": "the wording that is translated",
    },
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.Translation",
    {
        "uuid source target_locale": "a page in another language",
        "created_at translations_last_updated_at destination_last_updated_at enabled": "a page in another language",
    },
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.TranslationLog",
    {"source locale created_at revision": "when a translation went out"},
    **_TRANSLATED,
)
keeps("wagtail_localize.String", {"locale data_hash data": "a sentence of a public page"}, **_TRANSLATED)
keeps(
    "wagtail_localize.TranslationContext",
    {"object path_id path field_path": "where a sentence stands"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.StringTranslation",
    {
        "translation_of locale context data": "the sentence in the other language",
        "translation_type tool_name has_error field_error": "the sentence in the other language",
        "last_translated_by created_at updated_at": "which editor wrote it, and when",
    },
    **_PAGES,
)
keeps(
    "wagtail_localize.Template",
    {"uuid template template_format string_count": "how sentences stand in a text"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.SegmentOverride",
    {
        "locale context data_json has_error field_error": "another picture or link in the other language",
        "last_translated_by created_at updated_at": "which editor chose it, and when",
    },
    **_PAGES,
)
keeps(
    "wagtail_localize.StringSegment",
    {"source context order string attrs": "where a sentence stands"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.TemplateSegment",
    {"source context order template": "where a text stands"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.RelatedObjectSegment",
    {"source context order object": "where another thing stands"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.OverridableSegment",
    {"source context order data_json": "where a picture or link stands"},
    **_TRANSLATED,
)
keeps(
    "wagtail_localize.LocaleSynchronization", {"locale sync_from": "which language follows which"}, **_MACHINE
)
