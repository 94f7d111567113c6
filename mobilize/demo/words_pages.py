"""The demo's pages in their other language, sentence by sentence, and the news that a youth editor wrote."""

NEWS = {
    "harbour-road": (
        "The calm room is open",
        "Room 4 is open every lunch. Come with a book, or with nothing at all.",
    ),
    "tilleuls": (
        "Le premier arbre est planté",
        "Samedi, douze voisins ont planté un tilleul. Viens l’arroser.",
    ),
}

TO_FRENCH = {
    "Harbour Road School": "L’école de Harbour Road",
    "A school by the water with nine hundred students. Here they say what should change, and see what became of it.": (
        "Une école au bord de l’eau, avec neuf cents élèves. Ici, ils disent ce qui doit changer, et voient ce que ça devient."
    ),
    "News": "Nouvelles",
    "The calm room is open": "La salle calme est ouverte",
    "Room 4 is open every lunch. Come with a book, or with nothing at all.": (
        "La salle 4 est ouverte chaque midi. Viens avec un livre, ou sans rien du tout."
    ),
    "Lunch and break: what should change?": "Le repas et la pause : que faut-il changer ?",
    "Tell us what lunch is like for you. What is hard, what helps, what should be different?": (
        "Dis-nous comment se passe ton repas. Qu’est-ce qui est dur, qu’est-ce qui aide, que faut-il changer ?"
    ),
    "What makes the way home feel safe, or not?": "Sur le chemin du retour, te sens-tu en sécurité, ou non ?",
    "From the gate to your door: what is good, what worries you, and what would help?": (
        "De la grille à ta porte : qu’est-ce qui va bien, qu’est-ce qui t’inquiète, qu’est-ce qui aiderait ?"
    ),
    "What should our phone rule say?": "Que doit dire notre règle sur les téléphones ?",
    "The rule is written again this winter. What should it say, and why?": (
        "La règle est réécrite cet hiver. Que doit-elle dire, et pourquoi ?"
    ),
    "How should the library change?": "Que faut-il changer à la bibliothèque ?",
    "The library gets new shelves and new hours. What should it be like?": (
        "La bibliothèque reçoit de nouveaux rayons et de nouveaux horaires. Comment doit-elle être ?"
    ),
    "You show up under a made-up name. A person reads posts first in the younger groups. You can leave at any time.": (
        "Tu apparais sous un nom inventé. Pour les plus jeunes, une personne lit d’abord. Tu peux partir quand tu veux."
    ),
    "Write, or start from one of our sentence starters. A facilitator can write down what you say.": (
        "Écris, ou pars d’un début de phrase. Une animatrice peut noter ce que tu dis."
    ),
    "Every post is read by the adults named on this page. The lunch group meets about it.": (
        "Les adultes nommés sur cette page lisent tout. Le groupe du midi en parle."
    ),
    "Times, places and what is on the menu can change. The building and the price of a meal cannot this year.": (
        "Les heures, les lieux et le menu peuvent changer. Le bâtiment et le prix du repas ne changeront pas cette année."
    ),
    "Gates, wardens and lights on our ground can change. We will ask the city for the rest.": (
        "Les grilles, les surveillants et les lampes chez nous peuvent changer. Pour le reste, nous demanderons à la ville."
    ),
    "Which lunch goals come first?": "Quels buts pour le midi passent d’abord ?",
    "Tick all the goals you want. The two with the most ticks go to the lunch group.": (
        "Coche tous les buts que tu veux. Les deux plus cochés vont au groupe du midi."
    ),
    "The lunch group": "Le groupe du midi",
    "Make lunch and break better, with the students who eat there.": (
        "Rendre le repas et la pause meilleurs, avec les élèves qui y mangent."
    ),
    "Decides about rooms, lines and times at lunch, and advises the head about food.": (
        "Décide des salles, des files et des heures du midi, et conseille la direction sur les repas."
    ),
    "Cannot change the price of a meal or the building this year.": (
        "Ne peut changer ni le prix du repas ni le bâtiment cette année."
    ),
    "A better lunch": "Un meilleur midi",
    "What the lunch group does this winter, and which voices it comes from.": (
        "Ce que le groupe du midi fait cet hiver, et de quelles voix cela vient."
    ),
}

TO_ENGLISH = {
    "Quartier des Tilleuls": "The Linden Quarter",
    "Le quartier autour de la place du marché. Ici, les jeunes disent ce qui doit changer, et voient ce que ça devient.": (
        "The streets around the market square. Here young people say what should change, and see what became of it."
    ),
    "Nouvelles": "News",
    "News": "News",
    "Le premier arbre est planté": "The first tree is planted",
    "Samedi, douze voisins ont planté un tilleul. Viens l’arroser.": (
        "On Saturday twelve neighbours planted a linden tree. Come and water it."
    ),
    "Que faire de la place du marché ?": "What should we do with the market square?",
    "La place va être refaite. De quoi as-tu besoin pour t’y sentir bien ?": (
        "The square will be made anew. What do you need to feel good there?"
    ),
    "Tu apparais sous un nom inventé. Pour les plus jeunes, une personne lit d’abord. Tu peux partir quand tu veux.": (
        "You show up under a made-up name. A person reads posts first in the younger groups. You can leave at any time."
    ),
    "Écris, ou pars d’un début de phrase. Une animatrice peut noter ce que tu dis.": (
        "Write, or start from one of our sentence starters. A facilitator can write down what you say."
    ),
    "Les adultes nommés sur cette page lisent tout. Le conseil du quartier en parle.": (
        "The adults named on this page read everything. The quarter’s council talks about it."
    ),
    "L’aménagement de la place peut changer. La date du marché ne changera pas cette année.": (
        "How the square is laid out can change. The day of the market will not change this year."
    ),
}
