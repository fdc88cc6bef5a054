"""Paper to write on, and one note that needs none."""

from .product import (
    INEXHAUSTIBLE,
    DemoProduct,
    DemoVariant,
    simple,
    words,
)

GIFT_NOTE = words("Gift note by e-mail", "Grußkarte per E-Mail")

PAPER = (
    simple(
        "notebook-a5",
        1450,
        name=words("Notebook A5", "Notizbuch A5"),
        description=words(
            "192 pages of 90 g paper that takes a fountain pen without bleeding, "
            "dotted every 5 mm. Thread-sewn, so it lies flat from the first page, in"
            " a cloth cover with a ribbon. 14.8 × 21 cm.",
            "192 Seiten aus 90-g-Papier, auf dem auch Füllertinte nicht "
            "durchschlägt, mit Punkten alle 5 mm. Fadengeheftet, liegt ab der ersten"
            " Seite flach; Leineneinband mit Lesebändchen. 14,8 × 21 cm.",
        ),
        on_hand=INEXHAUSTIBLE,
    ),
    simple(
        "notepad-desk",
        1600,
        name=words("Week planner pad", "Wochenplaner-Block"),
        description=words(
            "Fifty-two sheets, one for each week, undated, with a margin for what "
            "did not get done. Recycled 100 g paper, glued at the top edge. A4, "
            "landscape.",
            "Zweiundfünfzig Blatt, eines je Woche, ohne Datum, mit einem Rand für "
            "alles, was liegen blieb. Recyclingpapier mit 100 g, an der Oberkante "
            "geleimt. A4 quer.",
        ),
    ),
    simple(
        "letter-paper",
        1900,
        name=words("Letter paper, 20 sheets", "Briefpapier, 20 Bogen"),
        description=words(
            "Twenty sheets and twenty lined envelopes of cotton paper, mould-made "
            "with a soft edge. 120 g, A5, cream. The box is made of the same paper "
            "and needs no glue.",
            "Zwanzig Bogen und zwanzig gefütterte Umschläge aus Baumwollpapier, "
            "geschöpft, mit weicher Kante. 120 g, A5, cremeweiß. Die Schachtel ist "
            "aus demselben Papier und kommt ohne Leim aus.",
        ),
    ),
    DemoProduct(
        "gift-note",
        GIFT_NOTE,
        words(
            "Your words, written out by our calligrapher, scanned and sent to the "
            "recipient by e-mail on the day you choose. Up to 400 characters. "
            "Nothing is posted, so there is no delivery cost.",
            "Ihre Worte, von unserer Kalligrafin mit der Hand geschrieben, gescannt "
            "und am Wunschtag per E-Mail zugestellt. Bis zu 400 Zeichen. Es wird "
            "nichts verschickt, also fallen keine Versandkosten an.",
        ),
        (DemoVariant("gift-note", GIFT_NOTE, 300, None),),
        requires_shipping=False,
    ),
)
