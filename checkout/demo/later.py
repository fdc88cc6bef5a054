"""What is not there yet, and what is sold as its parts."""

from .product import DemoProduct, DemoVariant, words

VASE = words("Floor vase", "Bodenvase")
DIARY = words("Page-a-day diary", "Tageskalender als Buch")
TEA = words("Tea for two", "Tee zu zweit")

LATER = (
    DemoProduct(
        "vase-floor",
        VASE,
        words(
            "The bottle vase at twice its height, thrown in two pieces and joined while the clay was leather-hard. "
            "Celadon outside, watertight. 48 cm tall, 21 cm across. The kiln takes six at a time; we send yours when "
            "the next firing has cooled.",
            "Die Flaschenvase in doppelter Höhe, in zwei Teilen gedreht und lederhart zusammengesetzt. Außen Seladon, "
            "wasserdicht. 48 cm hoch, Ø 21 cm. In den Ofen passen sechs; Ihre geht auf die Reise, sobald der nächste "
            "Brand abgekühlt ist.",
        ),
        (DemoVariant("vase-floor", VASE, 18900, 0, backorder_limit=24, restock_days=12),),
    ),
    DemoProduct(
        "diary-daily",
        DIARY,
        words(
            "A page for every day, thread-sewn in red cloth, with room for what was planned and what happened instead. "
            "90 g paper, two ribbons. 14.8 × 21 cm. It is at the binder's; order now and it leaves on the day it is done.",
            "Eine Seite für jeden Tag, fadengeheftet in rotem Leinen, mit Platz für das, was geplant war, und das, was "
            "stattdessen geschah. 90-g-Papier, zwei Lesebändchen. 14,8 × 21 cm. Noch ist es beim Buchbinder; wer jetzt "
            "bestellt, bekommt es, sobald es fertig ist.",
        ),
        (DemoVariant("diary-daily", DIARY, 3400, 400, released_in_days=45),),
    ),
    DemoProduct(
        "tea-set",
        TEA,
        words(
            "The teapot with the oak handle and two stoneware mugs, packed together in one box. 12 euros less than one "
            "by one.",
            "Die Teekanne mit Eichengriff und zwei Steinzeugbecher, zusammen in einem Karton. 12 Euro günstiger als "
            "einzeln.",
        ),
        (
            DemoVariant(
                "tea-set", TEA, 10400, None, parts=(("teapot-stoneware", 1), ("mug-stoneware", 2))
            ),
        ),
    ),
)
