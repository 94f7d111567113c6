"""What is wrong with a page as it was written: parse errors, broken references, nesting, strangers in it."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

VOID_OF_MEANING = {"script", "style", "template", "svg"}
INTERACTIVE = {"a", "button", "select", "textarea", "summary", "label", "details", "iframe"}
PHRASING_ONLY = {
    "h1", "h2", "h3", "h4", "p", "span", "button", "label", "strong", "b", "em", "time", "small", "legend", "summary",
}  # fmt: skip
FLOW = {
    "div", "p", "ul", "ol", "dl", "table", "form", "fieldset", "section", "article", "aside", "header", "footer",
    "nav", "main", "figure", "blockquote", "details", "dialog", "h1", "h2", "h3", "h4", "hr", "pre",
}  # fmt: skip
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup", "hr"},
}
LABELABLE = {"input", "textarea", "select", "button", "output", "progress", "meter"}
REFERENCES = (
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "list",
    "form",
)
LOADED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "use": "href",
    "form": "action",
}
HERE = {"", "127.0.0.1", "localhost", "testserver"}


def skeleton(html: str) -> str:
    """Return the tags alone, with what differs from thing to thing evened out: equal skeletons, equal faults."""
    tags = "".join(re.findall(r"<[^>]*>", html))
    return re.sub(
        r"[a-z0-9]{16}|\d+|[\w-]{40,}", "0", re.sub(r'(?:value|content|datetime)="[^"]*"', "", tags)
    )


def faults(html: str) -> list[str]:
    """Return one sentence for each fault of a whole page."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [f"line {line}: {E[code] % words}" for (line, _column), code, words in parser.errors]
    body = list(_walk(root, ()))
    found += [*_ids(body), *_nesting(body), *_names(body), *_outline(root, body), *_strangers(body)]
    return found


def _walk(node: Element, above: tuple) -> Iterator[tuple[Element, tuple]]:
    if isinstance(node.tag, str):
        yield node, above
        for child in node:
            yield from _walk(child, (*above, node))


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _said(node: Element) -> str:
    marks = "".join(
        f' {name}="{node.get(name)}"' for name in ("id", "name", "class", "href") if node.get(name)
    )
    return f"<{_tag(node)}{marks}>"


def _ids(body: list) -> Iterator[str]:
    ids = Counter(node.get("id") for node, _ in body if node.get("id") is not None)
    yield from (
        f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1 or not name
    )
    by_id = {node.get("id"): node for node, _ in body}
    for node, _ in body:
        for attribute in REFERENCES:
            lost = [name for name in (node.get(attribute) or "").split() if name not in ids]
            if lost or node.get(attribute) == "":
                yield f"{attribute} of {_said(node)} leads to {lost or 'nothing'}"
        if node.tag == "label" and node.get("for") is not None:
            target = by_id.get(node.get("for"))
            if target is None or _tag(target) not in LABELABLE or target.get("type") == "hidden":
                yield f"a label is for {node.get('for')!r}, which is no control"
        href = node.get("href") or ""
        if node.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"a link leads to {href}, which is not on the page"


def _nesting(body: list) -> Iterator[str]:
    for node, above in body:
        tags = [_tag(one) for one in above]
        if "svg" in tags:
            continue
        parent = tags[-1] if tags else ""
        if parent in CHILDREN and _tag(node) not in CHILDREN[parent]:
            yield f"{_said(node)} is a child of <{parent}>"
        if _tag(node) in FLOW and not (parent in {"summary", "legend"} and re.match(r"h\d", _tag(node))):
            holder = next((tag for tag in reversed(tags) if tag != "a"), "")
            if holder in PHRASING_ONLY:
                yield f"{_said(node)} stands inside <{holder}>"
        if _tag(node) in INTERACTIVE - {"label", "details"} and {"a", "button"} & set(tags):
            yield f"{_said(node)} stands inside a link or a button"
        if _tag(node) == "label" and "label" in tags:
            yield "a label stands inside a label"


def _names(body: list) -> Iterator[str]:
    labelled = {node.get("for") for node, _ in body if node.tag == "label"}
    for node, above in body:
        kind = node.get("type", "text") if node.tag == "input" else node.tag
        if kind in {"hidden", "submit"} or node.tag not in {"input", "select", "textarea"}:
            continue
        named = node.get("id") in labelled or any(one.tag == "label" for one in above)
        if not (named or node.get("aria-label") or node.get("aria-labelledby")):
            yield f"{_said(node)} has no label"
    for node, _ in body:
        if node.tag == "img" and node.get("alt") is None:
            yield f"{_said(node)} has no alt"
        if node.tag in {"a", "button"} and not (node.get("aria-label") or _text(node)):
            yield f"{_said(node)} has no words"


def _text(node: Element) -> str:
    alts = "".join(one.get("alt") or "" for one in node.iter("img"))
    return ("".join(node.itertext()) + alts).strip()


def _outline(root: Element, body: list) -> Iterator[str]:
    if not root.get("lang"):
        yield "the page has no language"
    titles = [node for node, above in body if node.tag == "title" and not _inside(above, "svg")]
    if len(titles) != 1 or not _text(titles[0]).removesuffix("· Mobilize").strip():
        yield "the page has no title"
    hidden = [
        one for one, _above in body if one.get("hidden") is not None or _tag(one) in {"dialog", "template"}
    ]
    out_of_sight = {id(part) for one in hidden for part in one.iter()}
    shown = [node for node, _above in body if id(node) not in out_of_sight]
    for tag in ("main", "h1"):
        if (count := sum(node.tag == tag for node in shown)) != 1:
            yield f"there are {count} <{tag}>"
    level = 0
    for node in shown:
        if re.fullmatch(r"h[1-6]", str(node.tag)):
            step = int(node.tag[1])
            if step > level + 1:
                yield f"{_said(node)} {_text(node)[:40]!r} follows a heading of level {level}"
            if not _text(node):
                yield f"{_said(node)} has no words"
            level = step


def _inside(above: tuple, tag: str) -> bool:
    return any(_tag(one) == tag for one in above)


def _strangers(body: list) -> Iterator[str]:
    for node, _ in body:
        address = node.get(LOADED.get(_tag(node), ""), "") or ""
        if urlsplit(address).hostname not in {None, *HERE}:
            yield f"{_said(node)} asks {urlsplit(address).hostname}"
        if "style" in node.attrib or any(name.startswith("on") for name in node.attrib):
            yield f"{_said(node)} carries a style or a script"
        if node.tag == "style" or (
            node.tag == "script" and not node.get("src") and "json" not in node.get("type", "")
        ):
            yield f"an inline {_said(node)}"
