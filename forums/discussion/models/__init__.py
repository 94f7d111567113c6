"""Forums: what young people said, what became of it, and what they were answered."""

from forums.discussion.models.answers import Answer, AnswerRead, Theme, ThemeSource, VoiceStep
from forums.discussion.models.forums import Forum, HandOver, Welcome
from forums.discussion.models.posts import Draft, Perspective, Reply, Stance, VoiceStem

__all__ = [
    "Answer",
    "AnswerRead",
    "Draft",
    "Forum",
    "HandOver",
    "Perspective",
    "Reply",
    "Stance",
    "Theme",
    "ThemeSource",
    "VoiceStem",
    "VoiceStep",
    "Welcome",
]
