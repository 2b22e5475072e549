"""What can be wrong with the files of a bibliography, as rules; :mod:`bookwork.checks.works` has those of the works."""

from __future__ import annotations

from bookwork.diagnostics import Level, rule

SYNTAX = rule(
    "bib.syntax",
    Level.ERROR,
    fr="L’entrée n’est pas lisible : {reason_fr}.",
    en="The entry cannot be read: {reason_en}.",
    why="Une entrée illisible manque à la bibliographie et à toutes les notices qui la citent.",
)
BRACES = rule(
    "bib.braces",
    Level.ERROR,
    fr="« \\{{ » ou « \\}} » : BibTeX compte ces accolades, et elles ne vont pas par paires ; écrivez-les par paires.",
    en="“\\{{” or “\\}}”: BibTeX counts these braces, and they do not come in pairs; write them in pairs.",
    why="Le même fichier se lirait autrement dans BibTeX, biber ou JabRef.",
)
COMMENTED_OUT = rule(
    "bib.commented-out",
    Level.INFORMATION,
    fr="Cette entrée est en commentaire (« % ») et n’est pas lue ; BibTeX la lirait.",
    en="This entry is commented out (“%”) and is not read; BibTeX would read it.",
    why="Une source qu’un programme lit et qu’un autre passe fait deux bibliographies.",
)
BAD_KEY = rule(
    "bib.bad-key",
    Level.ERROR,
    fr="« {key} » n’est pas une clé d’entrée ; écrivez des lettres, chiffres et traits d’union.",
    en="“{key}” is no entry key; write letters, figures and hyphens.",
    why="C’est par sa clé que les notices citent une source.",
)
DUPLICATE_KEY = rule(
    "bib.duplicate-key",
    Level.ERROR,
    fr="La clé « {key} » est déjà celle d’une entrée : {other} ; la première est gardée.",
    en="The key “{key}” is already that of an entry: {other}; the first is kept.",
    why="Une citation ne peut désigner deux sources.",
)
KEY_CASE = rule(
    "bib.key-case",
    Level.WARNING,
    fr="La clé « {key} » ne diffère que par la casse de « {other} » ({where}).",
    en="The key “{key}” differs only by case from “{other}” ({where}).",
    why="Deux clés si proches se confondent à la frappe.",
)
DUPLICATE_FIELD = rule(
    "bib.duplicate-field",
    Level.ERROR,
    fr="Le champ « {field} » est déjà écrit à la ligne {line} ; le premier est gardé.",
    en="The field “{field}” is already written on line {line}; the first is kept.",
    why="L’une des deux valeurs serait perdue sans qu’on le sache.",
)
SWALLOWED = rule(
    "bib.field-swallowed",
    Level.ERROR,
    fr="Les champs se touchent : {reason_fr}.",
    en="Fields run into each other: {reason_en}.",
    why="Le champ suivant disparaîtrait dans celui-ci.",
)
MACRO = rule(
    "bib.macro-undefined",
    Level.ERROR,
    fr="« {macro} » n’est ni entre accolades ni défini par @string.",
    en="“{macro}” is neither in braces nor defined by @string.",
    why="Une abréviation non définie s’imprimerait telle quelle.",
)
LATEX = rule(
    "bib.latex-unknown",
    Level.WARNING,
    fr="La commande LaTeX « \\{macro} » n’est pas connue ; écrivez le caractère en UTF-8.",
    en="The LaTeX command “\\{macro}” is not known; write the character in UTF-8.",
    why="Le texte est gardé, mais la commande s’imprimerait.",
)
NAME = rule(
    "bib.name",
    Level.WARNING,
    fr="Le nom « {name} » est douteux : {reason_fr}.",
    en="The name “{name}” is doubtful: {reason_en}.",
    why="Un nom mal coupé se classe mal dans la bibliographie.",
)
CROSSREF = rule(
    "bib.crossref",
    Level.ERROR,
    fr="Le champ « {field} » renvoie à « {parent} » : {reason_fr}.",
    en="The field “{field}” refers to “{parent}”: {reason_en}.",
    why="Ce que l’entrée devait hériter (titre du recueil, éditeur, date) lui manque.",
)

MISSING_COMMA = "il manque une virgule après le champ « {field} »", "a comma is missing after the field “{field}”"
COMMENT_IN_ENTRY = (
    "un commentaire (« % ») est pris dans l’entrée ; mettez-le entre les entrées, où BibTeX le passe",
    "a comment (“%”) stands inside the entry; put it between entries, where BibTeX passes it over",
)
UNKNOWN_PARENT = "cette entrée n’est pas dans la bibliographie", "this entry is not in the bibliography"
LOOP = "l’entrée hériterait d’elle-même", "the entry would inherit from itself"
SINGLE_FIELD = (
    "cette forme de biblatex n’est pas lue ; écrivez xdata = {clé} dans l’entrée",
    "this form of biblatex is not read; write xdata = {key} in the entry",
)
