"""What the book pays for: prices and limits of the setting of paragraphs and of page breaks (``layout.toml``)."""

from __future__ import annotations

from bookwork.model.schema import Record, key


class MakeupPrices(Record):
    """What the make-up pays for, in demerits."""

    short_line: float = key("ligne_courte", 4.0, least=0)
    uneven_line: float = key("pieds_inegaux", 16.0, least=0)
    max_short: int = key("courtes_au_plus", 4, least=0)
    fit_line: float = key("alinea_refait", 4.0, least=0)
    most_longer: int = key("refaits_plus_longs", 2, least=0)
    most_shorter: int = key("refaits_plus_courts", 1, least=0)
    white_line: float = key("blanc_double", 2.0, least=0)
    hyphen: float = key("coupure_au_pied", 0.5, least=0)


class Paragraphs(Record):
    """How justified paragraphs are set: spaces in em, shares of width in per cent, prices in demerits."""

    space: float = key("espace_em", 0.25, least=0.1)
    narrowest: float = key("espace_min_em", 0.2, least=0.05)
    widest: float = key("espace_max_em", 0.27, least=0.1)
    expansion: float = key("dilatation_pct", 2.0, least=0)
    tracking: float = key("interlettrage_pct", 2.0, least=0)
    tightening: float = key("resserrement_pct", 2.0, least=0)
    hanging: float = key("debord_pct", 50.0, least=0)
    before: int = key("lettres_avant", 2, least=1)
    after: int = key("lettres_apres", 3, least=1)
    shortest: int = key("mot_min", 5, least=2)
    number: int = key("cote", 150_000, least=0)
    hyphen: int = key("trait_d_union", 350_000, least=0)
    division: int = key("coupure", 450_000, least=0)
    name: int = key("coupure_de_nom", 800_000, least=0)
    person: int = key("coupure_de_personne", 1_800_000, least=0)
    family: int = key("coupure_de_famille", 2_500_000, least=0)
    remnant: int = key("coupure_courte", 900_000, least=0)
    stroke: int = key("barre_oblique", 100_000, least=0)
    address: int = key("coupure_d_adresse", 150_000, least=0)
    twice: int = key("deux_coupures", 60_000, least=0)
    last_hyphen: int = key("avant_derniere_coupure", 60_000, least=0)
    mismatch: int = key("lignes_mal_assorties", 20_000, least=0)
    leeway: int = key("autre_longueur", 2_000_000, least=0)
    spread: int = key("ecart_d_espace", 4, least=0)
    short_last: int = key("derniere_ligne_courte", 900_000, least=0)
    shortest_last: float = key("derniere_ligne_min_em", 2.0, least=0)
