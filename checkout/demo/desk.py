"""Light, tools and order for a desk."""

from .product import INEXHAUSTIBLE, simple, words

DESK = (
    simple(
        "lamp-desk",
        12900,
        name=words("Desk lamp", "Schreibtischleuchte"),
        description=words(
            "One joint, one switch, a steel shade that keeps the light out of your "
            "eyes. Dimmable LED, 2,700 K, 600 lumens, replaceable without tools. 46 "
            "cm tall; textile cable of 1.8 m.",
            "Ein Gelenk, ein Schalter, ein Stahlschirm, der nicht blendet. Dimmbare "
            "LED, 2.700 K, 600 Lumen, ohne Werkzeug zu wechseln. 46 cm hoch; "
            "Textilkabel mit 1,8 m.",
        ),
        on_hand=INEXHAUSTIBLE,
    ),
    simple(
        "pencil-set",
        1250,
        name=words("Six cedar pencils", "Sechs Zedernstifte"),
        description=words(
            "Hexagonal, oiled rather than lacquered, in HB and 2B. Incense cedar "
            "sharpens to a long point without splintering. 17.5 cm, in a card "
            "sleeve.",
            "Sechskantig, geölt statt lackiert, in HB und 2B. Zedernholz lässt sich "
            "lang anspitzen, ohne zu splittern. 17,5 cm, in einer Kartonhülse.",
        ),
    ),
    simple(
        "pen-brass",
        5400,
        name=words("Brass ballpoint", "Kugelschreiber aus Messing"),
        description=words(
            "Turned from one rod of brass and left unlacquered: it darkens where you"
            " hold it. Takes any G2 refill. 13.5 cm, 38 g. Polish with a dry cloth, "
            "or don't.",
            "Aus einem Messingstab gedreht und unlackiert: Er dunkelt nach, wo man "
            "ihn hält. Passt zu jeder G2-Mine. 13,5 cm, 38 g. Mit einem trockenen "
            "Tuch polieren, oder auch nicht.",
        ),
    ),
    simple(
        "organiser-oak",
        8900,
        name=words(
            "Desk organiser in solid oak with three compartments, a groove for pens "
            "and a removable tray of vegetable-tanned leather",
            "Schreibtischorganizer aus massiver Eiche mit drei Fächern, einer "
            "Stiftrille und einer herausnehmbaren Schale aus pflanzlich gegerbtem "
            "Leder",
        ),
        description=words(
            "Milled from a single board, so the grain runs through all three "
            "compartments. The leather tray lifts out for coins and keys. 32 × 14 × "
            "6 cm, oiled, felt feet.",
            "Aus einem einzigen Brett gefräst, sodass die Maserung durch alle drei "
            "Fächer läuft. Die Lederschale für Münzen und Schlüssel lässt sich "
            "herausnehmen. 32 × 14 × 6 cm, geölt, Filzfüße.",
        ),
    ),
    simple(
        "clock-wall",
        7900,
        name=words("Wall clock", "Wanduhr"),
        description=words(
            "A silent sweep movement behind a dial of enamelled steel, with no "
            "numerals to read before coffee. 28 cm across, one AA cell lasts about "
            "two years.",
            "Ein lautloses, schleichendes Werk hinter einem Zifferblatt aus "
            "emailliertem Stahl, ohne Zahlen, die man vor dem Kaffee lesen müsste. Ø"
            " 28 cm, eine AA-Zelle reicht etwa zwei Jahre.",
        ),
        on_hand=0,
    ),
)
