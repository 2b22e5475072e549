"""What went wrong in the setting of pieces, as diagnostics with their notice, file and page."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.book import Book
from bookwork.model.pagemap import PageMap
from bookwork.records import Struct
from bookwork.typesetting.compose import notice_anchor
from bookwork.typesetting.galley import Shape

_RULES = {
    each.code: each
    for each in (
        rule(
            "galley.off-grid",
            Level.WARNING,
            fr="la ligne {line} de la galée sort de la grille ; voyez la règle du paragraphe {paragraph} dans "
            "layout/galley.css",
            en="line {line} of the galley is off the grid; see the rule of paragraph {paragraph} in layout/galley.css",
            why="Deux colonnes ne s’alignent que si toutes leurs lignes tiennent sur la grille.",
        ),
        rule(
            "galley.height",
            Level.WARNING,
            fr="la hauteur de la galée n’est pas un nombre entier de lignes ({height}) ; un blanc ou un filet n’est "
            "pas en lignes entières dans layout/galley.css",
            en="the galley’s height is not a whole number of lines ({height}); a space or rule in layout/galley.css "
            "is not in whole lines",
            why="Deux colonnes ne s’alignent que si toutes leurs lignes tiennent sur la grille.",
        ),
        rule(
            "galley.operator",
            Level.WARNING,
            fr="le dessin emploie « {operator} » (transparence, couleur, trame), que l’impression en noir ne garde pas",
            en="the drawing uses “{operator}” (transparency, colour or pattern), which printing in black does not keep",
            why="Le livre s’imprime en noir seul (K100).",
        ),
        rule(
            "galley.picture",
            Level.ERROR,
            fr="une image de cette pièce ne s’imprime pas : un modèle de layout/templates/ ne peut montrer que la "
            "photographie d’une notice, ou un dessin SVG sans transparence ni image ; faites-en un tel dessin",
            en="a picture of this piece is not printed: a template of layout/templates/ can show only the photograph "
            "of a notice, or an SVG drawing without transparency or pictures; make it such a drawing",
            why="Une image que la presse ne connaît pas laisserait un trou dans la page.",
        ),
        rule(
            "galley.complaint",
            Level.WARNING,
            fr="WeasyPrint signale : {complaint}",
            en="WeasyPrint says: {complaint}",
            why="Une image absente ou une règle de style ignorée change la page.",
        ),
        rule(
            "galley.failed",
            Level.ERROR,
            fr="la pièce « {piece} » ne se compose pas ({reason}) ; simplifiez ce qu’elle a de singulier, et "
            "envoyez-nous-la",
            en="the piece “{piece}” cannot be set ({reason}); make what is peculiar in it simpler, and send it to us",
            why="Le programme ne sait pas composer ce texte ; une autre pièce n’en souffre pas.",
        ),
        rule(
            "galley.crash",
            Level.ERROR,
            fr="la pièce « {piece} » a fait disparaître chaque processus qui la composait : il y manque de la mémoire, "
            "ou le programme s’y casse ; raccourcissez-la, et envoyez-nous-la",
            en="the piece “{piece}” was the end of every process that set it: it lacks memory, or the program breaks "
            "on it; make it shorter, and send it to us",
            why="Une pièce ne doit pas emporter le livre entier : elle est nommée, et les autres sont composées.",
        ),
        rule(
            "galley.paragraph-left",
            Level.INFORMATION,
            fr="les lignes du paragraphe {paragraph} sont coupées une à une, par WeasyPrint : « {reason} » ne permet "
            "pas de les choisir ensemble",
            en="the lines of paragraph {paragraph} are broken one by one, by WeasyPrint: “{reason}” does not let them "
            "be chosen together",
            why="Ces lignes sont moins égales que les autres ; on peut s’en passer, ou le vouloir.",
        ),
    )
}


_FACE = rule(
    "galley.face",
    Level.ERROR,
    fr="des mots sont composés dans une fonte qui n’est pas du livre ({face}) et manqueraient à la page ; voyez les "
    "fontes de layout/layout.toml, les graisses et pentes de layout/*.css, et les signes rares de ce texte",
    en="words are set in a face that is not the book’s ({face}) and would be missing from the page; see the faces in "
    "layout/layout.toml, weights and slopes in layout/*.css, and the rare signs of this text",
    why="Un texte qui disparaît sans rien dire est la pire des fautes.",
)
_SHEET = rule(
    "layout.css",
    Level.WARNING,
    fr="WeasyPrint ne comprend pas une règle de layout/*.css : {complaint}",
    en="WeasyPrint does not understand a rule of layout/*.css: {complaint}",
    why="Une règle de style ignorée change la page sans rien dire.",
)


class MadeGalleys(Struct, frozen=True):
    """Galleys with the page map that says where they stand, and the names of the book's faces."""

    galleys: Mapping[str, Shape]
    pagemap: PageMap
    faces: Container[str]


def style_diagnostics(complaints: Iterable[str]) -> Iterator[Diagnostic]:
    """What is wrong with the style sheets."""
    for complaint in complaints:
        yield _SHEET.at(Place("layout", 0), complaint=complaint)


def galley_diagnostics(made: MadeGalleys, book: Book) -> Iterator[Diagnostic]:
    """The faults that galleys carry, each at its notice (else at the piece) and on its page."""
    notices = {notice_anchor(notice.id): notice for notice in book.notices}
    for name, galley in made.galleys.items():
        strange = [face.face for face in galley.faces if face.face not in made.faces]
        faults = [*((_RULES[fault.code], dict(fault.particulars)) for fault in galley.faults)]
        for broken, particulars in [*faults, *((_FACE, {"face": face}) for face in strange)]:
            notice = notices.get(name)
            place = Place(notice.file if notice else f"layout ({name})", 1)
            found = broken.at(place, notice.id if notice else None, **particulars)
            spot = made.pagemap.anchors.get(name)
            yield found.on_page(spot.folio) if spot else found
