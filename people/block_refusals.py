"""What is said where somebody cannot be hidden."""

from django.utils.translation import gettext_lazy as _

from mobilize.kernel.refusal import codes

codes(
    own_words=(409, _("These are your own words. You can take them back instead.")),
    safety_speaks=(409, _("This adult helps to keep you safe. Their words are always shown.")),
)
