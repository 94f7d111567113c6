"""Ce que disent les jeunes inventés du quartier des Tilleuls."""

PLACE = {
    "De l’ombre et des bancs": [
        "L’été, la place est un four. Il y a trois arbres et aucun banc à l’ombre.",
        "Ma grand-mère ne vient plus parce qu’elle ne peut s’asseoir nulle part.",
        "Plantez des arbres là où le marché ne passe pas, il y a la place.",
        "Un point d’eau, ce serait bien. On remplit nos gourdes au robinet du cimetière.",
    ],
    "Un coin pour nous": [
        "Dès qu’on est plus de quatre, quelqu’un ouvre sa fenêtre pour nous dire de partir.",
        "On voudrait un toit, juste un toit, pour rester dehors quand il pleut.",
        "Une table de ping-pong en béton, ça ne se casse pas et tout le monde peut jouer.",
        "Les filles n’ont pas de place sur le terrain. Les garçons y sont toujours.",
        "Un mur où on a le droit de peindre, avec un atelier pour apprendre.",
        "Moi j’aime bien la place vide. On peut y faire du vélo.",
    ],
    "Y aller sans avoir peur": [
        "Le soir il n’y a qu’un lampadaire sur deux. Je fais le tour par la grande rue.",
        "Les voitures coupent par la place pour éviter le feu. Mon petit frère a failli être renversé.",
        "Il faudrait un passage piéton devant l’école de musique.",
        "Quand le café ferme, il n’y a plus aucun adulte. C’est là que ça devient pénible.",
    ],
}

REPLIES = [
    "Oui, et le banc qui reste est en plein soleil.",
    "D’accord avec toi, mais il faut que ça reste propre.",
    "On pourrait demander au marché de nous prêter un auvent.",
]
