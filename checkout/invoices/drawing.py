"""An invoice on pages of A4: as many as it needs, headings repeated, long names wrapped, any text that its fonts have."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from .content import (
    AMOUNT,
    BILLED_TO,
    EACH,
    ITEM,
    NET,
    NOT_PRINTABLE,
    PAGE,
    QUANTITY,
    SHIPPED_TO,
    TAX,
    InvoiceContent,
)

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD, JAPANESE = (
    FONTS / name for name in ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "NotoSansJP-Regular.ttf")
)
#: millimetres
MARGIN, COLUMN, LINE = 20, 82, 5
INK, MUTED, LINES = (28, 27, 25), (105, 100, 94), (216, 210, 200)


def drawn(content: InvoiceContent, more_fonts: tuple[Path, ...] = ()) -> bytes:
    """The invoice as PDF. `more_fonts` are TrueType files for scripts that ours lack.

    A character that no font has is drawn as a question mark, and a line at the end says so.
    """
    page = InvoicePages(content, more_fonts)
    page.draw()
    pdf = bytes(page.output())
    for font in page.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()  # the library leaves its files open
    return pdf


@cache
def letters_of(font: Path) -> frozenset[int]:
    """The characters that a font can draw."""
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


class InvoicePages(FPDF):
    """The pages of one invoice. `is_lossy`: some characters have become question marks."""

    def __init__(self, content: InvoiceContent, more_fonts: tuple[Path, ...]) -> None:
        super().__init__(format="A4")
        self._content, self.is_lossy = content, False
        self._fonts = (REGULAR, JAPANESE, *more_fonts)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=25)
        self.alias_nb_pages()
        self.set_creation_date(content.issued_at)
        self.set_title(f"{content.title} {content.number}")
        self.set_lang(content.locale[:2])
        self.add_font("inter", "", REGULAR)
        self.add_font("inter", "B", BOLD)
        self._add_fallbacks()

    def _add_fallbacks(self) -> None:
        """A font that is not needed is not opened: it costs more than all the rest."""
        needed = {ord(each) for each in _text_of(self._content)} - letters_of(REGULAR)
        self._families = {"inter": REGULAR}
        for index, font in enumerate(self._fonts[1:]):
            if needed & letters_of(font):
                name = f"more{index}"
                self.add_font(name, "", font)
                self._families[name] = font
                needed -= letters_of(font)
        if others := [each for each in self._families if each != "inter"]:
            self.set_fallback_fonts(others, exact_match=False)

    def _family_for(self, text: str) -> str:
        """The first font that has all of a text; the first one where none has, which others help out."""
        letters = {ord(each) for each in text if each != "\n"}
        complete = (name for name, font in self._families.items() if letters <= letters_of(font))
        return next(complete, "inter")

    def footer(self) -> None:
        """Who to ask, and which page of how many."""
        self.set_y(-18)
        self._style(8, muted=True)
        self.cell(0, LINE, self._known(self._content.contact))
        words = self._content.say(PAGE) % {"page": self.page_no(), "pages": "{nb}"}
        self.set_x(MARGIN)
        self.cell(0, LINE, words, align="R")

    def draw(self) -> None:
        """Everything, in the order in which it is read."""
        self.add_page()
        self._head()
        self._addresses()
        self._items()
        self._sums()
        self._taxes()
        self._notes()

    def _head(self) -> None:
        content = self._content
        self._style(9, muted=True)
        self._block(content.seller)
        self.ln(8)
        self._style(20, bold=True)
        self._line(f"{content.title} {content.number}", height=10)
        self._style(9)
        for name, value in content.facts:
            self._style(9, muted=True)
            self.cell(45, LINE, self._known(name))
            self._style(9)
            self._line(value)
        self.ln(5)

    def _addresses(self) -> None:
        content, top = self._content, self.get_y()
        ends = []
        for index, (title, lines) in enumerate(
            ((BILLED_TO, content.billed_to), (SHIPPED_TO, content.shipped_to))
        ):
            if lines:
                self.set_left_margin(MARGIN + index * (COLUMN + 6))
                self.set_y(top)
                self._style(9, bold=True)
                self._line(content.say(title))
                self._style(9)
                self._block(lines, COLUMN)
                ends.append(self.get_y())
        self.set_left_margin(MARGIN)
        self.set_y(max(ends, default=top) + 6)

    def _items(self) -> None:
        heads = [self._content.say(each) for each in (ITEM, QUANTITY, EACH, AMOUNT)]
        rows = [(row.name, row.quantity, row.each, row.amount) for row in self._content.items]
        self._table([heads, *rows], (86, 22, 30, 32))

    def _sums(self) -> None:
        for name, value in self._content.sums:
            self._sum(name, value)
        self._sum(*self._content.total, bold=True)
        self.ln(6)

    def _sum(self, name: str, value: str, *, bold: bool = False) -> None:
        if self.will_page_break(LINE * 2):
            self.add_page()
        self._style(10 if bold else 9, bold=bold)
        self.set_x(MARGIN + 60)
        top = self.get_y()
        self.multi_cell(70, LINE + 1, self._known(name), new_x=XPos.RIGHT, new_y=YPos.NEXT)
        bottom = self.get_y()
        self.set_xy(MARGIN + 130, top)
        self.cell(40, LINE + 1, self._known(value), align="R")
        self.set_xy(MARGIN, max(bottom, top + LINE + 1))

    def _taxes(self) -> None:
        if not self._content.taxes:
            return
        heads = [self._content.say(each) for each in (TAX, NET, AMOUNT)]
        rows = [(row.label, row.net, row.tax) for row in self._content.taxes]
        self._table([heads, *rows], (86, 42, 42))

    def _notes(self) -> None:
        for note in self._content.notes:
            self._style(9)
            self._paragraph(note)
        if self.is_lossy:
            self._style(8, muted=True)
            self._paragraph(self._content.say(NOT_PRINTABLE))

    def _table(self, rows: list[list[str] | tuple[str, ...]], widths: tuple[int, ...]) -> None:
        self._style(9)
        self.set_draw_color(*LINES)
        self.set_line_width(0.2)
        align = ("LEFT", *("RIGHT" for _ in widths[1:]))
        with self.table(
            col_widths=widths,
            width=sum(widths),
            align="LEFT",
            text_align=align,
            line_height=LINE,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD"),
            padding=(1.2, 0.5),
        ) as table:
            for row in rows:
                cells = table.row()
                for text in row:
                    family = self._family_for(text)
                    cells.cell(self._known(text), style=self._face(family))
        self.ln(4)

    def _face(self, family: str) -> FontFace | None:
        return None if family == "inter" else FontFace(family=family, emphasis="")

    def _block(self, lines: tuple[str, ...], width: float = 0) -> None:
        for line in lines:
            with self.use_font_face(FontFace(family=self._family_for(line))):
                self.multi_cell(
                    width, LINE, self._known(line), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
                )

    def _line(self, text: str, height: float = LINE) -> None:
        self.multi_cell(
            0, height, self._known(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _paragraph(self, text: str) -> None:
        self._line(text)
        self.ln(2)

    def _style(self, size: int, *, bold: bool = False, muted: bool = False) -> None:
        self.set_font("inter", "B" if bold else "", size)
        self.set_text_color(*(MUTED if muted else INK))

    def _known(self, text: str) -> str:
        """The text with question marks for what no font has."""
        shown = "".join(each if each == "\n" or self._has(each) else "?" for each in text)
        self.is_lossy = self.is_lossy or shown != text
        return shown

    def _has(self, letter: str) -> bool:
        return any(ord(letter) in letters_of(font) for font in self._fonts)


def _text_of(content: InvoiceContent) -> str:
    parts = [content.title, content.contact, *content.seller, *content.billed_to]
    parts += [*content.shipped_to, *content.notes, *(row.name for row in content.items)]
    parts += [*(name for name, _ in content.sums), *(row.label for row in content.taxes)]
    return "".join(parts)
