"""Made-up names for a forum or session: friendly, random, and telling nothing."""

import secrets

_EN = (
    (
        "Amber Brave Bright Calm Clever Cloudy Copper Coral Curious Dawn Eager Early Easy Fair Fern "
        "Gentle Golden Green Happy Honest Humble Indigo Jolly Keen Kind Lively Lucky Maple Mellow Merry "
        "Misty Noble North Patient Pine Plucky Quick Quiet River Rosy Ruby Rustic Sandy Sharp Silver "
        "Snowy Sunny Swift Tidy Tulip Velvet Violet Warm West Wild Willow Witty"
    ),
    (
        "Badger Beaver Bison Cricket Crane Curlew Deer Dolphin Dove Eagle Egret Falcon Finch Fox Gecko "
        "Goose Hare Hawk Hedgehog Heron Ibis Jackdaw Kestrel Kingfisher Lark Linnet Lynx Magpie Marten "
        "Mole Moose Newt Orca Osprey Otter Owl Panda Petrel Plover Puffin Quail Rabbit Raven Robin Salmon "
        "Seal Sparrow Squirrel Starling Stork Swallow Swan Tern Thrush Toad Trout Turtle Vole Walrus "
        "Whale Wren"
    ),
)
# French adjectives that do not change with gender, so that every pair is right.
_FR = (
    (
        "agile aimable alerte calme brave honnête jaune rouge rose mauve orange sincère tendre tranquille "
        "utile vaste libre rapide solide souple stable sage drôle magique modeste noble paisible pratique "
        "propre rare riche robuste sensible sociable sympathique timide unique"
    ),
    (
        "Abeille Alouette Baleine Belette Bison Blaireau Carpe Castor Cerf Chamois Cigale Cigogne Colibri "
        "Colombe Coquillage Coyote Criquet Cygne Dauphin Écureuil Élan Étoile Faucon Fauvette Fourmi "
        "Gazelle Girafe Grenouille Grive Hérisson Héron Hermine Hirondelle Huppe Ibis Libellule Lièvre "
        "Loriot Loutre Lynx Marmotte Martre Merle Mésange Moineau Mouette Otarie Panda Perdrix Phoque "
        "Pinson Rossignol Saumon Tortue Truite"
    ),
)


def draw(language: str) -> str:
    """Return a random pseudonym in ``language`` ("fr", else English), such as "Quiet Heron"."""
    if language == "fr":
        adjectives, animals = _FR
        return f"{secrets.choice(animals.split())} {secrets.choice(adjectives.split())}"
    adjectives, animals = _EN
    return f"{secrets.choice(adjectives.split())} {secrets.choice(animals.split())}"
