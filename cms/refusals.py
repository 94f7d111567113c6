"""What is said about pictures that cannot be used."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    picture_unjudged=(422, _("Say first whether young people can be known by this picture.")),
    picture_of_whom=(
        422,
        _("Write down each young person who can be known by the picture, one name on a line."),
    ),
    picture_stranger=(
        422,
        _(
            "We found no young person here who is called “%(name)s”. Write the whole name as it stands in the list of "
            "members, or the user name."
        ),
    ),
    picture_two_of_a_name=(
        422,
        _("Several young people here are called “%(name)s”. Please write the user name instead."),
    ),
    picture_crowd=(422, _("That is a lot of people. Name at most %(most)d in one picture.")),
    image_consent_missing=(
        409,
        _(
            "For %(name)s there is no full yes to pictures. It takes the young person's own yes, and that of a "
            "guardian where the law asks for it. Until then please choose another picture."
        ),
    ),
    picture_name_stays=(
        409,
        _(
            "Somebody who is named in this picture does not agree to being shown, so no name can be taken out of it. "
            "If a name was wrong, delete the picture and bring it again."
        ),
    ),
    picture_elsewhere=(
        422,
        _("Put the picture on the shelf of a community that you work in: somebody there answers for it."),
    ),
    picture_lost=(409, _("The file of this picture is gone. Delete the picture and bring it again.")),
    picture_unreadable=(422, _("This file cannot be read as a picture. Please try another one.")),
)
