"""What the façade shows, by reader: everybody (``public``), members at home (``home``), whoever needs help (``help``)."""
