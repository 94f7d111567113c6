"""What the façade shows, by reader: everybody (``public``), members (``home``), whoever needs help (``help``)."""
