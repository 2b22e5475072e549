"""French typography: what is typed and how it is set, rule by rule, with the traps each must walk past.

In the tables ``~`` stands for a no-break space, ``^`` for a fine one, ``{e}`` for raised letters, ``[XX]`` for a roman
numeral in small capitals.
"""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookwork.checks.typography import faults, findings
from bookwork.diagnostics import RULES as CHECKED
from bookwork.diagnostics import Place
from bookwork.typography.rules import FINE, NBSP, RULES, set_html, set_text
from bookwork.typography.standins import take_out

SET = {
    "typo.double-space": [
        ("mot  mot", "mot mot"),
        ("mot\t mot", "mot mot"),
        ("mot &nbsp;mot", "mot~mot"),
        ("mot  \nmot", "mot\nmot"),
    ],
    "typo.stray-space": [
        ("mot , mot .", "mot, mot."),
        ("( mot )", "(mot)"),
        ("<i>titre</i> , mot", "<i>titre</i>, mot"),
        ("un .htaccess", "un .htaccess"),
    ],
    "typo.ellipsis": [
        ("il part...", "il part…"),
        ("[...]", "[…]"),
        ("suite....", "suite…"),
        ("etc.. mot", "etc.. mot"),
    ],
    "typo.apostrophe": [
        ("l'été 1944", "l’été 1944"),
        ("aujourd'hui", "aujourd’hui"),
        ("d'<i>Ici</i>", "d’<i>Ici</i>"),
        ("l&#39;autre &#x27;44", "l’autre ’44"),
        ("un angle de 5' 30''", "un angle de 5' 30''"),
    ],
    "typo.quotes": [
        ('il dit "oui"', "il dit «~oui~»"),
        ('"<i>titre</i>".', "«~<i>titre</i>~»."),
        ("&quot;oui&quot;", "«~oui~»"),
        ('"un "deux" trois"', "«~un «~deux~» trois~»"),
        ('un tube de 5"', 'un tube de 5"'),
        ('<p>un " seul</p><p>puis " seul</p>', '<p>un " seul</p><p>puis " seul</p>'),
    ],
    "typo.raised-letter": [
        ("le 1ᵉʳ mai", "le 1{er}~mai"),
        ("la 1ʳᵉ, la IIᵉ", "la 1{re}, la II{e}"),
        ("Mᵐᵉ X", "Mᵐᵉ X"),
    ],
    "typo.fine-space": [
        ("mot ; mot ! mot ?", "mot^; mot^! mot^?"),
        ("mot; mot! mot?", "mot^; mot^! mot^?"),
        ("mot&nbsp;; mot", "mot^; mot"),
        ("mot\n; mot", "mot^; mot"),
        ("Quoi?! Non !!! Vous…?", "Quoi^?! Non^!!! Vous…?"),
        ("Vous ... ?!", "Vous …^?!"),
        ("(?) [?] ?", "(?) [?]^?"),
        ("A &amp; B ; C &lt; D; E", "A &amp; B^; C &lt; D^; E"),
        ("<i>titre</i> ; mot", "<i>titre</i>^; mot"),
        ("<i>titre</i>; mot", "<i>titre</i>^; mot"),
        ("<i>titre </i>; mot", "<i>titre</i>^; mot"),
        ('mot <x-cite n="0"></x-cite>; mot', 'mot <x-cite n="0"></x-cite>^; mot'),
        ("<p>; mot</p>", "<p>; mot</p>"),
        ("a.php?b=1", "a.php?b=1"),
    ],
    "typo.colon": [
        ("Sources : mot", "Sources~: mot"),
        ("Sources: mot", "Sources~: mot"),
        ("en 1944 : 12 morts", "en 1944~: 12 morts"),
        ("<b>Sources</b>: <i>mot</i>", "<b>Sources</b>~: <i>mot</i>"),
        ("à 10:30, au 1:50 ou std::vector", "à 10:30, au 1:50 ou std::vector"),
    ],
    "typo.guillemets": [
        ("« mot »", "«~mot~»"),
        ("«mot»", "«~mot~»"),
        ("«<i>titre</i>»", "«~<i>titre</i>~»"),
        ("« Oui!»", "«~Oui^!~»"),
        ("<p>» mot</p>", "<p>» mot</p>"),
    ],
    "typo.dash": [
        ("mot - mot", "mot –~mot"),
        ("mot -- mot", "mot –~mot"),
        ("mot --- mot", "mot —~mot"),
        ("mot--mot", "mot –~mot"),
        ("en 1944 - alors", "en 1944 –~alors"),
        ("1939 - 1945", "1939 - 1945"),
        ("Saint-Omer, l'option --jobs", "Saint-Omer, l’option --jobs"),
    ],
    "typo.shelfmark": [
        ("GR 16 P 416039", "GR~16~P~416039"),
        ("AC 21 P 597704 ; mot", "AC~21~P~597704^; mot"),
        ("SHD, 21 P 432 123 !", "SHD, 21~P~432~123^!"),
        ("72AJ/2208, F/1bI/1043", "72AJ/2208, F/1bI/1043"),
        ("GR 28 P 4 128", "GR~28~P~4~128"),
    ],
    "typo.thousands": [
        ("10 274 déportés", "10^274 déportés"),
        ("1 943 hommes", "1^943 hommes"),
        ("1 000 000 et 100&nbsp;000", "1^000^000 et 100^000"),
        ("en 1944 100 000 hommes", "en 1944 100^000 hommes"),
        ("12345, matricule 39570, 01 42 77 44 72", "12345, matricule 39570, 01 42 77 44 72"),
        ("le 17 de 1944", "le 17 de 1944"),
    ],
    "typo.time": [("à 12 h 30", "à 12~h~30"), ("à 12h30", "à 12h30"), ("12 h 300", "12~h 300")],
    "typo.unit": [
        ("45 % et 45%", "45~% et 45~%"),
        ("20 °C, 20°C, 45°", "20~°C, 20~°C, 45°"),
        ("100 €, 3 M€", "100~€, 3~M€"),
        ("12 km, 30 km/h, 5 ha, 2 t, 3 m.", "12~km, 30~km/h, 5~ha, 2~t, 3~m."),
        ("3 mois, 5 l'an, 2 hommes", "3 mois, 5 l’an, 2 hommes"),
    ],
    "typo.day-month": [
        ("17 janvier 1944", "17~janvier 1944"),
        ("le 1er mai", "le 1{er}~mai"),
        ("1er-2 mai", "1{er}-2~mai"),
        ("17\njanvier", "17~janvier"),
        ("en 1944 mars, en avril 1945", "en 1944 mars, en avril 1945"),
        ("2 maisons", "2 maisons"),
    ],
    "typo.bis": [("12 bis, 3 ter", "12~bis, 3~ter"), ("12 terres", "12 terres")],
    "typo.abbreviation": [
        ("M. de La Pintière", "M.~de La Pintière"),
        ("MM. Dupont, Mme de X, Mlle Y", "MM.~Dupont, Mme~de X, Mlle~Y"),
        ("M. <b>X</b>", "M.~<b>X</b>"),
        ("le Dr Petit, St Jean, Mgr X, Me Y", "le Dr~Petit, St~Jean, Mgr~X, Me~Y"),
        ("p. 12-14, f. 3, vol. II, t. 4, art. 12", "p.~12-14, f.~3, vol.~II, t.~4, art.~12"),
        ("§ 5 et §6", "§~5 et §~6"),
        ("De Gaulle. Se Taire, au cap. 12", "De Gaulle. Se Taire, au cap. 12"),
    ],
    "typo.initials": [
        ("J. Moulin", "J.~Moulin"),
        ("J.-P. Catherine", "J.-P.~Catherine"),
        ("Ch. de Gaulle", "Ch.~de Gaulle"),
        ("J. R. R. Tolkien", "J.~R.~R.~Tolkien"),
        ("Les S.S. Ils", "Les S.S. Ils"),
        ("la fin. Il", "la fin. Il"),
    ],
    "typo.incise": [
        ("mot – mot – mot", "mot –~mot – mot"),
        ("un – deux. Trois – quatre – cinq", "un –~deux. Trois –~quatre – cinq"),
        ("un – <i>deux</i> – trois", "un –~<i>deux</i> – trois"),
        ("<p>— Oui</p>", "<p>—~Oui</p>"),
        ("1939–1945", "1939–1945"),
    ],
    "typo.century": [
        ("le XXe siècle", "le [XX]{e}~siècle"),
        ("XIXe-XXe siècles", "[XIX]{e}-[XX]{e}~siècles"),
        ("XVIIIe et XIXe siècles", "[XVIII]{e} et [XIX]{e}~siècles"),
        ("du XIIe au XIVe siècle", "du [XII]{e} au [XIV]{e}~siècle"),
        ("Xe siècle, Ier siècle", "[X]{e}~siècle, [I]{er}~siècle"),
        ("XXème siècle, XXè siècle", "[XX]{e}~siècle, [XX]{e}~siècle"),
        ("19e siècle", "19{e}~siècle"),
        ("le XXe et le siècle", "le XX{e} et le siècle"),
    ],
    "typo.ordinal": [
        ("1er, 1re, 2e, 21e, 2nd, 2de classe", "1{er}, 1{re}, 2{e}, 21{e}, 2{nd}, 2{de} classe"),
        ("2ème, 2ième, 1ère, 3èmes", "2{e}, 2{e}, 1{re}, 3{es}"),
        ("la 2e DB, le IIIe Reich", "la 2{e} DB, le III{e} Reich"),
        ("Ve République", "V{e} République"),
        ("François Ier, la Ire armée, IIème", "François I{er}, la I{re} armée, II{e}"),
        ("2e; mot", "2{e}^; mot"),
        ("Le, Les, De, Des, Ce, Me, mille, Die, SERVIe", "Le, Les, De, Des, Ce, Me, mille, Die, SERVIe"),
        ("Louis XIV, A4e, 3d, IIer", "Louis XIV, A4e, 3d, IIer"),
    ],
    "typo.numero": [
        ("n°77, n° 77, N° 77", "n{o}~77, n{o}~77, N{o}~77"),
        ("no 77", "n{o}~77"),
        ("nos 12 et 13, n°s 3-4", "n{os}~12 et 13, n{os}~3-4"),
        ("nos amis, nos 12 camarades, piano 3", "nos amis, nos 12 camarades, piano 3"),
    ],
    "typo.folio": [("f°12, f. 12 v°", "f{o}~12, f.~12~v{o}"), ("20°, pf° 3", "20°, pf° 3")],
}

LEFT_ALONE = [
    "http://www.exemple.org/a?b=c;d!e",
    "https://exemple.org/l'été?x=2e;y",
    "jean.dupont@exemple.fr",
    "10.1000/xyz;12!3",
    "<code>a ; b  'c' ... 2e</code>",
    "<pre>a  ;b</pre>",
    '<a class="url" href="x">mot ; mot</a>',
    '<a href="http://a.b/ ;" title="l\'été ; 2e">mot</a>',
    '<x-cite n="0"></x-cite>',
    '<span title="a > b ; c">mot</span>',
    "<!-- a ; b -->",
    "3 &lt; 4 &amp; 5 &gt; 4",
    "&unknown;",
    "\ufde0\ufde4 mot",
]


def seen(html: str) -> str:
    html = re.sub(r'<sup class="ord">(.*?)</sup>', r"{\1}", html)
    html = re.sub(r'<span class="romain">(.*?)</span>', r"[\1]", html)
    return html.replace(NBSP, "~").replace(FINE, "^")


@pytest.mark.parametrize(("typed", "expected"), [case for cases in SET.values() for case in cases])
def test_text_is_set(typed: str, expected: str) -> None:
    assert seen(set_html(typed)) == expected
    assert seen(set_html(f"<p>{typed}</p>")) == f"<p>{expected}</p>"


@pytest.mark.parametrize("typed", LEFT_ALONE)
def test_other_things_are_left_alone(typed: str) -> None:
    assert set_html(typed) == typed
    assert set_html(f"<p>mot {typed} mot</p>") == f"<p>mot {typed} mot</p>"


def test_signs_round_an_address_are_set() -> None:
    assert seen(set_text("voir http://a.b/c ; ou (www.a.b/c)!")) == "voir http://a.b/c^; ou (www.a.b/c)^!"


def test_codes_are_unlike_and_each_has_its_table() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    assert set(codes) == set(SET)


@pytest.mark.parametrize("code", SET)
def test_no_rule_is_idle(code: str) -> None:
    def without(typed: str) -> str:
        copy = take_out(typed)
        text = copy.text
        for rule in RULES:
            text = rule.set(text) if rule.code != code else text
        return copy.put_back(text)

    assert any(without(typed) != set_html(typed) for typed, _ in SET[code])


def test_text_that_is_read_out_is_the_text_as_written() -> None:
    html = set_html("au XXe siècle, le 1er mai, n° 77")
    assert re.sub("<[^>]*>", "", html).replace(NBSP, " ") == "au XXe siècle, le 1er mai, no 77"


SIGNS = " \u00a0\u202f\n;:!?.,…'\"()«»-–—°%§/@&ae"
WORDS = (
    "-- ... e er ème ᵉʳ siècle XX X I L 12 345 2 d mai p. f. M. J. Dr n° no nos h km bis et GR mot à °C € v° "
    "https://a.b/c;d a@b.fr 72AJ/22 www.a"
)
MARKUP = (
    "<i> </i> <b> </b> <p> </p> <br/> <x-cite></x-cite> <code>a;b</code> &amp; &quot; &nbsp; &lt; &#39; \ufde0 \ufde4 "
    '< <sup|class="ord">e</sup> <!--;-->'
)
TYPED = st.sampled_from([*SIGNS, *WORDS.split(), "21 P 432 123"])
MARKED = st.sampled_from([tag.replace("|", " ") for tag in MARKUP.split()])
TEXTS = st.lists(TYPED, max_size=14).map("".join)
PIECES = st.lists(TYPED | MARKED, max_size=14).map("".join)
TAG = re.compile(r"<(?!/?sup|/?span)[/!]?\w[^<>]*>|<!--.*?-->|<code>.*?</code>|&(?:amp|lt);")


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_setting_text_twice_is_setting_it_once(text: str) -> None:
    once = set_text(escape(text))
    assert set_text(once) == once
    assert TAG.findall(once) == TAG.findall(escape(text))


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_setting_html_twice_is_setting_it_once(html: str) -> None:
    once = set_html(html)
    assert set_html(once) == once
    assert TAG.findall(once) == TAG.findall(html)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_set(text: str) -> None:
    once = set_text(escape(text))
    assert set_text(once) == once


FOUND = {
    "typo.ordinal": [("la 2ème fois", "2ème", "2e"), ("la 1ère", "1ère", "1re"), ("XXème siècle", "XXème", "XXe")],
    "typo.quotes": [('dit "oui, ici"', '"oui, ici"', "« oui, ici »"), ('seul"', '"', "»"), ('" seul', '"', "«")],
    "typo.ellipsis": [("il part...", "...", "…"), ("[....]", "....", "…")],
    "typo.double-space": [("mot  mot", "  ", " "), ("fin.   Mot", "   ", " ")],
    "typo.capital-accent": [
        ("l’Etat français", "Etat", "État"),
        ("l’Ecole", "Ecole", "École"),
        ("Saint-Etienne", "Etienne", "Étienne"),
        ("Age de", "Age", "Âge"),
        ("Agé de", "Agé", "Âgé"),
        ("Eugene", "Eugene", "Eugène"),
    ],
}
NOT_FOUND = [
    "l'été 1944 ; oui ! non ? « mot » : 2e, 1er, XXe siècle",
    "État, École, Émile, Eugène, Emilion, Etatique, À Paris, A Paris",
    "mot\n   mot  \nmot | a   | b",
    'un tube de 5" ou `"a...  b"`',
    '[texte]{.index terme="a...b"} [@cle, "p. 2..."] [[id|"x"]] [mot](x "titre...")',
    "https://exemple.org/Ecole... <https://a.b/Etat>",
    "2emeraudes, A2ème, 12 mètres",
]


@pytest.mark.parametrize(("code", "case"), [(code, case) for code, cases in FOUND.items() for case in cases])
def test_faults_are_found(code: str, case: tuple[str, str, str]) -> None:
    text, wrong, right = case
    assert list(findings(text)) == [(code, text.index(wrong), wrong, right)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_the_setting_puts_right_or_is_no_prose_is_no_fault(text: str) -> None:
    assert list(findings(text)) == []


def test_a_fault_has_its_line_and_column() -> None:
    (fault,) = faults("Un mot.\n\nLa 2ème fois.", Place("biographies/F/fictif-jean.md", 9))
    assert str(fault.place) == "biographies/F/fictif-jean.md:11:4"
    assert fault.message() == "« 2ème » s’abrège « 2e »."


def test_every_finding_is_of_a_declared_rule() -> None:
    assert {code for code in CHECKED if code.startswith("typo.")} == set(FOUND)
