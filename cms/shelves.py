"""The shelf of a community: the collection that bears its name. Whatever stands below it belongs to the community."""

from wagtail.images.models import Image
from wagtail.models import Collection

from people.models import Community

_DEPTH = 2  # below the root


def shelf_of(collection: Collection) -> Collection | None:
    """Return the community's shelf on which ``collection`` stands; None for the root."""
    if collection.depth < _DEPTH:
        return None
    if collection.depth == _DEPTH:
        return collection
    return Collection.objects.get(path=collection.path[: Collection.steplen * _DEPTH])


def community_of(picture: Image) -> Community | None:
    """Return the community whose picture it is, or None for a picture of the installation."""
    return community_on(picture.collection)


def community_on(collection: Collection) -> Community | None:
    shelf = shelf_of(collection)
    return Community.objects.filter(slug=shelf.name).first() if shelf else None


def pictures_of(community: Community):
    """All pictures of the community."""
    shelf = Collection.objects.filter(name=community.slug, depth=_DEPTH).first()
    if shelf is None:
        return Image.objects.none()
    return Image.objects.filter(collection__path__startswith=shelf.path)
