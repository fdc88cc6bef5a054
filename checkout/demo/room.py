"""Textiles and light for the rest of the room."""

from .product import AMPLE, DemoProduct, DemoVariant, simple, words

ROOM = (
    simple(
        "lamp-paper",
        9800,
        name=words("Paper lantern", "Papierleuchte"),
        description=words(
            "Mulberry paper over bamboo ribs, made by two people in a small workshop"
            " near Gifu, a few at a time. Gives a light without edges. 34 cm tall, "
            "E14, folds flat. Dust with a soft brush.",
            "Maulbeerpapier auf Bambusrippen, zu zweit in einer kleinen Werkstatt "
            "bei Gifu gefertigt, immer nur wenige Stück. Gibt ein Licht ohne Kanten."
            " 34 cm hoch, E14, flach faltbar. Mit weichem Pinsel abstauben.",
        ),
        on_hand=3,
    ),
    simple(
        "candle-beeswax",
        1800,
        name=words("Pair of beeswax candles", "Zwei Bienenwachskerzen"),
        description=words(
            "Dipped twenty-eight times, joined by their wick the way they hung to "
            "dry. Pure beeswax from the Uckermark; burns nine hours each. 24 cm "
            "tall, 2.2 cm across.",
            "Achtundzwanzigmal getaucht und noch am Docht verbunden, so wie sie zum "
            "Trocknen hingen. Reines Bienenwachs aus der Uckermark; je neun Stunden "
            "Brenndauer. 24 cm hoch, Ø 2,2 cm.",
        ),
    ),
    DemoProduct(
        "throw-wool",
        words("Wool throw", "Wolldecke"),
        words(
            "Woven from undyed or plant-dyed merino lambswool and brushed on one "
            "side. Warm enough for a window seat in January, light enough to carry "
            "there. 130 × 180 cm, 780 g. Air it; wash by hand at most once a year.",
            "Aus ungefärbter oder pflanzengefärbter Merino-Lammwolle gewebt und "
            "einseitig gebürstet. Warm genug für den Fensterplatz im Januar, leicht "
            "genug, sie dorthin zu tragen. 130 × 180 cm, 780 g. Lüften; höchstens "
            "einmal im Jahr von Hand waschen.",
        ),
        (
            DemoVariant("throw-wool-oat", words("Oat", "Hafer"), 14900, AMPLE),
            DemoVariant("throw-wool-moss", words("Moss", "Moos"), 15900, AMPLE),
            DemoVariant("throw-wool-slate", words("Slate", "Schiefer"), 15900, AMPLE),
        ),
        option=words("Colour", "Farbe"),
    ),
    DemoProduct(
        "apron-linen",
        words("Linen apron", "Leinenschürze"),
        words(
            "Stonewashed Lithuanian linen, 245 g, with straps crossed at the back so"
            " nothing pulls at the neck. One wide pocket, bar-tacked. Wash at 40 °C;"
            " it gets softer each time.",
            "Stonewashed-Leinen aus Litauen, 245 g, mit gekreuzten Trägern, sodass "
            "nichts am Nacken zieht. Eine breite, verriegelte Tasche. Bei 40 °C "
            "waschen; sie wird jedes Mal weicher.",
        ),
        (
            DemoVariant("apron-linen-s", words("S", "S"), 5900, AMPLE),
            DemoVariant("apron-linen-m", words("M", "M"), 5900, AMPLE),
            DemoVariant("apron-linen-l", words("L", "L"), 6200, AMPLE),
        ),
        option=words("Size", "Größe"),
    ),
    simple(
        "towel-linen",
        2200,
        name=words("Two linen tea towels", "Zwei Geschirrtücher aus Leinen"),
        description=words(
            "Half linen, half cotton: dries glass without lint and itself within an "
            "hour. Woven stripe, hanging loop, mitred corners. 50 × 70 cm, wash at "
            "60 °C.",
            "Halbleinen: trocknet Gläser fusselfrei und sich selbst in einer Stunde."
            " Gewebter Streifen, Aufhänger, Briefecken. 50 × 70 cm, waschbar bei 60 "
            "°C.",
        ),
    ),
)
