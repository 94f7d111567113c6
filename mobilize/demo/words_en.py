"""What the invented students of Harbour Road School say. Grouped by what a facilitator would see in it."""

LUNCH = {
    "A calm place at lunch": [
        "I eat in the stairwell because the hall is so loud that my head hurts after. I don’t want to be alone. I just want it less loud.",
        "Could there be one room at lunch where nobody has to talk? Just sit, eat, read.",
        "When the bell rings and two hundred chairs move at once I lose my words for the next lesson.",
        "I have hearing aids. In the hall everything is one big noise. I go home with a headache most days.",
        "It helps when the music room is open. Ten people sit there and it is peaceful.",
        "My friend goes to the toilet to eat. She says it is the only place that is quiet. That is sad.",
        "A quiet table does not work, people just sit there and shout. It has to be a room with a door.",
        "I like the noise, it is the only time we can be loud. Please keep a loud place too.",
    ],
    "Time to eat": [
        "The line takes twenty minutes and lunch is thirty. I often bin half of it.",
        "What if we had two lines, one for hot food and one for sandwiches?",
        "Band practice ends at 12:20 and by then there is only bread. Can they keep some for us?",
        "Year 7 are small and get pushed back in the line. It is not fair when you are eleven.",
        "I think it would be quicker if we could order in the morning.",
        "The two tills are both at the same end so everybody crosses. Move one.",
        "It is hard when you have club at lunch. You choose between eating and club.",
    ],
    "Nobody left out": [
        "When you get free lunch you have a different card, and people see it. One card for all of us would fix that.",
        "I can’t eat most of it because of my religion and the sign is often wrong. I skip it to be safe.",
        "Vegetarian is always pasta. Always. I like pasta but not five times.",
        "New people don’t know where to sit. A table where anyone can sit would help.",
        "Some of us eat slowly. Being told to hurry every day feels bad.",
        "It costs too much to sit down and have a drink. Water should be free and near.",
        "Can we know what is in the food? My little brother has a nut allergy and he just has crisps.",
    ],
    "A water tap by the gym": [
        "There is one water tap for nine hundred people and it is at the other end of the school.",
        "After PE we need water right there, not five minutes away.",
        "I stopped drinking in the day because of the toilets and the tap. I know that is not healthy.",
        "Put a tap by the gym. That is all. It would be used a thousand times a day.",
    ],
}

WAY_HOME = [
    "The path behind the shops has no light from November on. I walk the long way.",
    "I feel fine. My bus stop is right there and we are always a group.",
    "Cars park on the crossing at half past three so you can’t see. I nearly got hit on a Tuesday.",
    "Older people stand at the gate and shout things. Teachers are inside by then.",
    "What if the gate by the river was open after school? It would save ten minutes in the dark.",
    "My mum doesn’t let me stay for clubs in winter because of the walk. So I have no clubs.",
    "The 14 bus is full every day. If you are at the second stop it just drives past.",
    "It helps when the crossing warden knows your name.",
    "I cycle. There is a lane and then it stops in the middle of the roundabout.",
    "People film each other on the bus. I sit at the front near the driver.",
    "Could older students walk with the younger ones on some days? I would do it.",
    "The bridge floods and then everybody has to go along the main road with no pavement.",
    "It is hard when you wait alone. A place inside to wait until the bus comes would be good.",
    "I think the driver should be able to call the school when people are left behind.",
    "There used to be two wardens. Now there is one and it is worse.",
    "I like walking home. It is the only time I think. I just want the lights fixed.",
]

LIBRARY = {
    "Longer opening": [
        "The library shuts at three. My house is full of people. I have nowhere to do homework.",
        "Open it before school too. I am here at half past seven because of the bus.",
        "One late day a week would already help me.",
        "Could students run it for an hour? I would sign up.",
    ],
    "Books we would choose": [
        "There are four books in my first language. I have read them all.",
        "Ask us which books to buy. A vote each term is enough.",
        "More comics please, real ones, and not only from before we were born.",
        "I want books where somebody like me is not the problem in the story.",
        "Some of the science books still say there are nine planets.",
    ],
    "A place for groups": [
        "You can’t work in a group there because you must whisper, and there is nowhere else.",
        "The glass room is always locked. Why? It would fit six people.",
        "A list on the door where you book half an hour. Simple.",
    ],
}

HELD = "My locker code does not work and the office is shut when I am free. Could there be a box for small problems like this?"

REPLIES = [
    "Same for me. The door is the worst part, you can’t get out once you are in.",
    "I would use that too, but only if somebody is there so it stays calm.",
    "Maybe on Tuesdays and Thursdays first, to see if it works?",
    "I didn’t know that. Thank you for saying it.",
    "We tried that in primary school and it was good.",
    "Not sure. Then the loud people get the best room.",
]

ADULT_REPLY = "Thank you for telling us. I sat in the hall on Friday and you are right. Which is worse for you: the noise, or the crowd at the door?"

SESSION = [
    "I think the quiet room should be near the hall, so you can take your tray.",
    "It needs soft light. Not the buzzing kind.",
    "Who is there with us? I would come if it is somebody who does not talk all the time.",
    "Could we decide the rules together, like three rules on the wall?",
    "No phones? Or phones on silent? I would say on silent.",
]

PROMPT = "Think of one place where you feel calm. What is in it?"

HANDS = (
    {
        "question": "Would you rather be alone there, or with others?",
        "choices": ["Alone", "With a friend", "I do not mind"],
    },
    {
        "question": "What should the room have first?",
        "choices": ["Soft lamps", "A carpet", "A shelf with games"],
    },
)

PHONES = [
    "A rule only works if the teachers follow it too.",
    "I use my phone to translate. Without it I understand half of biology.",
    "I would like it to be away in lessons. I can’t stop looking if it is on the table.",
    "At lunch it is our time. Leave it to us.",
    "My insulin pump talks to my phone. People take it away before they ask.",
    "Lock boxes cost money. I would rather have the library open longer.",
    "When nobody has a phone at break we play cards. It sounds silly but it is nice.",
    "I need to tell my dad which bus I am on.",
    "What if each class writes its own rule and we look at it again after a term?",
    "Photos are the problem, not phones. Make the rule about photos.",
    "It is hard when a group chat goes on and you are the only one who can’t see it.",
    "The fear of missing something goes away after two days. I tried it.",
    "Punish the person who films, not everybody.",
    "I think Year 11 should have a different rule from Year 7.",
]

#: For the desk and the lead. Nobody said any of it.
AT_HOME = "My stepdad hits me when I come home late, so I walk slowly and hope he is asleep."
AT_HOME_REPLY = (
    "Thank you for telling us. I read every word, and none of this is your fault. Ms Haverford comes to find you at "
    "break today, and you decide what you want to say. Mr Banerjee from the desk"
)
NOT_ABOUT_THE_WAY = (
    "The bus is so late that I miss breakfast club. Could breakfast club start ten minutes later?"
)
NOT_ABOUT_THE_WAY_REPLY = (
    "Thank you for writing. This is about breakfast club. Would you ask that in the lunch forum?"
)
ASKS_AGAIN = "It is about the way to school too: the bus is the reason. Can somebody else read it?"
WORRY = (
    "A boy of year 7 in my group has worn the same thin jumper all week and asks others for their lunch. On Tuesday he "
    "fell asleep in the afternoon. He says that all is fine."
)
WORRY_LOOKED_AT = (
    "Spoke with the class teacher, who has seen the same since the holidays. No earlier concern."
)
WORRY_ACTION = (
    "Talked with him over lunch. The breakfast club takes him in from tomorrow. I call home on Friday."
)
