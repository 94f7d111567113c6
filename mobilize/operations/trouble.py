"""What stops a backup or a restore."""


class Trouble(Exception):
    """Nothing was changed, or nothing that counts. ``code`` is for scripts, the sentence says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
