"""What the forums say when they say no."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    forum_not_open=(409, _("This forum is not open, so nothing can be added now.")),
    lundy_incomplete=(
        422,
        _("Before it opens, the forum needs all four promises: space, voice, audience and influence."),
    ),
    named_adult_missing=(409, _("Before it opens, an adult must accept to answer every voice.")),
    answer_date_missing=(422, _("Say by when the answers come.")),
    unanswered_voices=(
        409,
        _("%(count)d voices have no answer yet. Answer their themes, or each one, and then close."),
    ),
    voices_waiting=(409, _("%(count)d posts still wait at the desk. A moderator must read them first.")),
    text_empty=(422, _("Write something first.")),
    text_too_long=(
        422,
        _("This is %(length)d letters long. Please use at most %(limit)d. Your text is still here."),
    ),
    answer_incomplete=(
        422,
        _("An answer needs all four parts: we heard, what you will or cannot do, because, and by when."),
    ),
    answer_copied=(422, _("These words already stand elsewhere. Answer this voice in words of its own.")),
    answered_already=(409, _("This has been answered already.")),
    sources_missing=(422, _("Choose at least one perspective that this theme rests on.")),
    theme_exists=(422, _("This forum has a theme of that name. Choose another title.")),
    not_the_named_adult=(403, _("Only the adult who owes the answer can do this.")),
    hand_over_open=(409, _("Somebody has been asked already. Wait for their answer.")),
    adult_not_verified=(422, _("Choose an adult with a valid safeguarding check.")),
    name_mode_fixed=(409, _("The kind of names is fixed once somebody has written.")),
    bands_unknown=(422, _("Choose age bands from the list.")),
    own_voice_only=(404, _("We could not find that page.")),
    welcome_unread=(409, _("First read who can see what you write here. It is short.")),
    plan_url_foreign=(422, _("Use a page of this site. Its address begins with /.")),
    verdict_unknown=(422, _("Choose one of the two buttons.")),
    not_your_answer=(404, _("We could not find that page.")),
    position_unknown=(422, _("Choose agree, not sure or disagree.")),
)

codes(
    second_adult_missing=(
        409,
        _(
            "Adults write here only while a second adult with a valid check is there too. Ask your administrator."
        ),
    ),
)
