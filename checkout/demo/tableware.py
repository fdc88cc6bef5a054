"""Stoneware, terracotta and oak for the table."""

from .product import INEXHAUSTIBLE, simple, words

TABLE = (
    simple(
        "mug-stoneware",
        2400,
        name=words("Stoneware mug", "Steinzeugbecher"),
        description=words(
            "Thrown in one piece from iron-rich Westerwald clay and glazed in oat, "
            "with the bare clay left showing at the foot. Holds 300 ml and keeps its"
            " warmth through a long call. Dishwasher and microwave safe; 8.5 cm "
            "across, 9 cm tall.",
            "In einem Stück aus eisenhaltigem Westerwälder Ton gedreht und "
            "haferfarben glasiert; am Fuß bleibt der Scherben sichtbar. Fasst 300 ml"
            " und hält auch ein langes Telefonat über warm. Für Spülmaschine und "
            "Mikrowelle geeignet; Ø 8,5 cm, 9 cm hoch.",
        ),
        on_hand=INEXHAUSTIBLE,
    ),
    simple(
        "bowl-stoneware",
        2900,
        name=words("Breakfast bowl", "Frühstücksschale"),
        description=words(
            "A wide bowl with a steep wall, so that muesli stays under the milk. "
            "Celadon glaze inside and out, fired at 1,260 °C. 15 cm across, 600 ml, "
            "dishwasher safe.",
            "Eine weite Schale mit steiler Wand, damit das Müsli unter der Milch "
            "bleibt. Innen und außen in Seladon glasiert, bei 1.260 °C gebrannt. Ø "
            "15 cm, 600 ml, spülmaschinenfest.",
        ),
    ),
    simple(
        "plate-stoneware",
        3200,
        name=words("Dinner plate", "Essteller"),
        description=words(
            "Flat as far as the rim, which rises just enough to stop a sauce. The "
            "speckles are iron in the clay and fall differently on every plate. 26 "
            "cm across, stacks without scratching, dishwasher safe.",
            "Flach bis zum Rand, der gerade hoch genug ist, eine Sauce aufzuhalten. "
            "Die Sprenkel sind Eisen im Ton und fallen bei jedem Teller anders. Ø 26"
            " cm, kratzfrei stapelbar, spülmaschinenfest.",
        ),
    ),
    simple(
        "teapot-stoneware",
        6800,
        name=words("Teapot with oak handle", "Teekanne mit Eichengriff"),
        description=words(
            "Pours without dripping: the spout is cut thin and left unglazed at its "
            "lip. The oak handle stays cool and lifts off for washing. Holds 900 ml;"
            " a steel sieve is included. Wash by hand.",
            "Gießt, ohne zu tropfen: Die Tülle ist dünn geschnitten und an der Lippe"
            " unglasiert. Der Eichengriff bleibt kühl und lässt sich zum Spülen "
            "abnehmen. Fasst 900 ml; ein Stahlsieb liegt bei. Von Hand spülen.",
        ),
    ),
    simple(
        "vase-bottle",
        4600,
        name=words("Bottle vase", "Flaschenvase"),
        description=words(
            "A narrow neck that holds a single branch upright. Terracotta outside, "
            "glazed inside, so it is watertight and may stand on wood. 24 cm tall, "
            "11 cm across.",
            "Ein schmaler Hals, der einen einzelnen Zweig aufrecht hält. Außen "
            "Terrakotta, innen glasiert: wasserdicht und für Holzflächen geeignet. "
            "24 cm hoch, Ø 11 cm.",
        ),
    ),
    simple(
        "tray-oak",
        5200,
        name=words("Oak tray", "Eichentablett"),
        description=words(
            "Steam-bent rim, finger-jointed at one corner, oiled and waxed. Big "
            "enough for a teapot and two mugs. 38 × 26 cm; wipe with a damp cloth "
            "and oil once a year.",
            "Dampfgebogener Rand, an einer Ecke verzinkt, geölt und gewachst. Groß "
            "genug für eine Kanne und zwei Becher. 38 × 26 cm; feucht abwischen und "
            "einmal im Jahr ölen.",
        ),
    ),
)
