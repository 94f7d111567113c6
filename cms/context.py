"""What every page of the house shows around its content."""


def house(request) -> dict:
    return {}
