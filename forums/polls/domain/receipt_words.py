"""The words of receipts: 256 plain things, each in English and in French.

The place of a pair is what counts, so a receipt that was read in one language can be typed in the other. No two words
are so alike that one slip of the finger turns one into the other. The list is never changed: receipts rest on it.
"""

import unicodedata

_PAIRS = """
answer:réponse ant:fourmi artist:artiste autumn:automne balcony:balcon bamboo:bambou barn:grange
basket:panier beach:plage bee:abeille bicycle:vélo birch:bouleau biscuit:biscuit blanket:couverture
blueberry:myrtille bottle:bouteille branch:branche breeze:brise brush:brosse bubble:bulle
butterfly:papillon cactus:cactus candle:bougie captain:capitaine carpet:tapis chair:chaise
cheese:fromage cinnamon:cannelle circus:cirque city:ville cliff:falaise clock:horloge cloud:nuage
clover:trèfle coat:manteau comet:comète compass:boussole coral:corail corn:maïs courage:courage
crab:crabe cricket:grillon crown:couronne crystal:cristal cup:tasse daisy:marguerite dance:danse
desert:désert diamond:diamant dolphin:dauphin domino:domino door:porte dragonfly:libellule
dream:rêve drum:tambour duck:canard dune:dune eagle:aigle echo:écho envelope:enveloppe evening:soir
fawn:faon fern:fougère festival:festival firefly:luciole flag:drapeau flute:flûte forest:forêt
fox:renard friend:ami frost:givre garden:jardin giraffe:girafe globe:globe grape:raisin
guitar:guitare harp:harpe hat:chapeau hedge:haie hedgehog:hérisson helmet:casque heron:héron
hill:colline holiday:vacances hope:espoir horizon:horizon horse:cheval idea:idée igloo:igloo
ink:encre iris:iris island:île ivy:lierre jam:confiture jasmine:jasmin journey:voyage joy:joie
juice:jus kangaroo:kangourou kettle:bouilloire kitchen:cuisine kitten:chaton kiwi:kiwi koala:koala
ladder:échelle ladybug:coccinelle lake:lac lamb:agneau lantern:lanterne lavender:lavande
leaf:feuille lemon:citron letter:lettre library:bibliothèque light:lumière lighthouse:phare lily:lys
lion:lion magic:magie magnet:aimant mango:mangue map:carte maple:érable market:marché
meadow:prairie medal:médaille melody:mélodie milk:lait mint:menthe minute:minute mirror:miroir
morning:matin moss:mousse mountain:montagne museum:musée music:musique nest:nid noon:midi
notebook:cahier oak:chêne ocean:océan olive:olive onion:oignon orchard:verger otter:loutre
owl:hibou paint:peinture palm:palmier pancake:crêpe panda:panda papaya:papaye parcel:colis
parrot:perroquet path:sentier peace:paix pearl:perle pebble:galet pencil:crayon penguin:pingouin
pepper:poivre petal:pétale piano:piano picture:image pilot:pilote planet:planète pocket:poche
poem:poème pony:poney pumpkin:citrouille puppy:chiot puzzle:puzzle question:question rabbit:lapin
radio:radio raft:radeau rain:pluie raspberry:framboise reindeer:renne rhythm:rythme ribbon:ruban
riddle:devinette river:rivière road:route robot:robot roof:toit rose:rose salad:salade
salmon:saumon salt:sel sandal:sandale scarf:écharpe seed:graine shell:coquillage ship:navire
shoe:chaussure sky:ciel slipper:pantoufle smile:sourire snow:neige snowflake:flocon soap:savon
song:chanson sparrow:moineau spoon:cuillère squirrel:écureuil stamp:timbre star:étoile station:gare
statue:statue storm:tempête strawberry:fraise stream:ruisseau street:rue sugar:sucre suitcase:valise
summer:été sun:soleil sunflower:tournesol swallow:hirondelle swan:cygne table:table teapot:théière
telescope:télescope thunder:tonnerre thyme:thym ticket:ticket tiger:tigre tomato:tomate
towel:serviette tractor:tracteur treasure:trésor trumpet:trompette tulip:tulipe tunnel:tunnel
turtle:tortue umbrella:parapluie valley:vallée velvet:velours village:village violet:violette
violin:violon voice:voix volcano:volcan waffle:gaufre water:eau waterfall:cascade wave:vague
week:semaine whistle:sifflet willow:saule wind:vent window:fenêtre wool:laine year:année
yogurt:yaourt zebra:zèbre
"""

WORDS = {
    language: tuple(pair.split(":")[place] for pair in _PAIRS.split())
    for place, language in enumerate(("en", "fr"))
}


def plain(word: str) -> str:
    """Return ``word`` in small letters and without accents, as people may type it."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


PLACES = {plain(word): place for words in WORDS.values() for place, word in enumerate(words)}
