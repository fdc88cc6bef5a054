"""What the shop `print` makes to order: nothing of it lies on a shelf. Prices are cents of USD, tax comes on top."""

from dataclasses import replace

from .product import DemoProduct, DemoVariant, Words, words

PRINT_SHOP_NAME = "Galley & Fold"
#: the house that prints on cups; its code is what partners call it
CUP_MAKER = "Allcop"


def _made_to_order(
    sku: str, price: int, weight_grams: int, name: Words, description: Words
) -> DemoProduct:
    only = DemoVariant(sku, name, price, on_hand=None)
    return DemoProduct(sku, name, description, (only,), weight_grams=weight_grams)


CUP = replace(
    _made_to_order(
        "14631000",
        11900,
        450,
        words("Cup with your photo", "Tasse mit Ihrem Foto"),
        words(
            "A white stoneware cup for 330 ml, printed all around in colours that survive the dishwasher. "
            "We check every picture before it goes into the kiln.",
            "Eine weiße Steinguttasse für 330 ml, ringsum bedruckt in Farben, die den Geschirrspüler überstehen. "
            "Wir prüfen jedes Bild, bevor es in den Ofen kommt.",
        ),
    ),
    producer=CUP_MAKER,
)
PRINT_PRODUCTS = (
    CUP,
    _made_to_order(
        "photo-book-a4",
        4900,
        900,
        words("Photo book A4", "Fotobuch A4"),
        words(
            "48 pages of 200 g matt paper that lie flat from the first to the last, in a linen cover. "
            "Colours are matched on one calibrated press.",
            "48 Seiten aus mattem 200-g-Papier, die von der ersten bis zur letzten flach liegen, im Leineneinband. "
            "Die Farben stimmt eine einzige kalibrierte Druckmaschine ab.",
        ),
    ),
    _made_to_order(
        "poster-50x70",
        2900,
        350,
        words("Poster 50 × 70", "Poster 50 × 70"),
        words(
            "Pigment ink on 230 g cotton paper, 50 × 70 cm, with a white margin so that it can be framed. "
            "Travels rolled in a tube.",
            "Pigmenttinte auf 230-g-Baumwollpapier, 50 × 70 cm, mit weißem Rand zum Rahmen. Reist gerollt in einer Röhre.",
        ),
    ),
    _made_to_order(
        "canvas-40x60",
        6500,
        1400,
        words("Canvas 40 × 60", "Leinwand 40 × 60"),
        words(
            "Cotton canvas on a frame of spruce, 40 × 60 cm, corners folded by hand. Ready to hang.",
            "Baumwollleinwand auf einem Rahmen aus Fichte, 40 × 60 cm, die Ecken von Hand gefaltet. Fertig zum Aufhängen.",
        ),
    ),
    _made_to_order(
        "postcards-50",
        1950,
        300,
        words("50 postcards", "50 Postkarten"),
        words(
            "Your picture on 350 g card, uncoated on the back so that any pen writes on it. A6, fifty of one motif.",
            "Ihr Bild auf 350-g-Karton, hinten ungestrichen, damit jeder Stift darauf schreibt. A6, fünfzig von einem Motiv.",
        ),
    ),
    _made_to_order(
        "business-cards-100",
        2400,
        250,
        words("100 business cards", "100 Visitenkarten"),
        words(
            "540 g cotton card, printed on both sides, edges cut clean. From five boxes on each costs less.",
            "540-g-Baumwollkarton, beidseitig bedruckt, sauber geschnitten. Ab fünf Schachteln kostet jede weniger.",
        ),
    ),
    _made_to_order(
        "flyers-250",
        3200,
        800,
        words("250 flyers A6", "250 Flyer A6"),
        words(
            "170 g recycled paper, colour on both sides, A6. The lightest way to tell a whole street.",
            "170-g-Recyclingpapier, beidseitig farbig, A6. Der leichteste Weg, es der ganzen Straße zu sagen.",
        ),
    ),
    DemoProduct(
        "proof-digital",
        words("Digital proof", "Digitaler Probedruck"),
        words(
            "A person looks at your files, mends what can be mended, and sends a PDF of what the press will print.",
            "Ein Mensch sieht Ihre Dateien an, bessert, was sich bessern lässt, und schickt ein PDF dessen, was gedruckt wird.",
        ),
        (DemoVariant("proof-digital", words("Digital proof", "Digitaler Probedruck"), 500, None),),
        requires_shipping=False,
    ),
)
