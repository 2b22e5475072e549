"""What the command says, in French and in English, beside the sentences of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SAYINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "built": "{path} : {sheets} pages ; {set} pièces composées sur {asked}.",
        "refused": "Le livre n’est pas imprimé : corrigez les erreurs ci-dessus, ou demandez une édition de travail "
        "avec « build --draft ». Le dernier livre imprimé reste en place.",
        "no-draft": "Le livre n’est pas imprimé, même en édition de travail : corrigez d’abord les réglages ci-dessus. "
        "Le dernier livre imprimé reste en place.",
        "draft": "Édition de travail : {count} notices à corriger y sont remplacées par un cadre.",
        "not-exported": "Rien n’est exporté : corrigez les erreurs ci-dessus. Le dernier export reste en place.",
        "no-package": "Sans les tables Parquet : il y faut le module {name} (pip install {name}).",
        "not-published": "Aucun identifiant n’est inscrit : corrigez les erreurs ci-dessus.",
        "published": "{count} identifiants inscrits dans {path}.",
        "all-published": "Tous les identifiants sont déjà inscrits dans {path}.",
        "no-notice": "Il n’y a pas de notice « {name} ».{nearest}",
        "nearest": " Vouliez-vous dire : {names} ?",
        "mended": "  ligne {line} : « {old} » → « {new} » [{code}]",
        "all-mended": "Corrections : {count} ; le reste des fichiers est tel qu’il était.",
        "none-mended": "Rien à corriger qui n’ait qu’un remède sûr.",
        "mendable": "« check --fix » la corrige là où le remède est sûr.",
        "no-path": "Il n’y a pas de fichier « {name} ».{nearest}",
        "no-rule": "Il n’y a pas de règle « {name} ».{nearest}",
        "no-book": "« {path} » n’est pas un livre : il y manque le dossier manuscript/.",
        "no-dask": "« --cluster » demande un paquet de plus ({module}) : {python} -m pip install distributed",
        "no-cluster": "La grappe {address} ne répond pas, ou n’a pas d’ouvrier ({reason}).",
        "other-versions": "La grappe ne composerait pas les mêmes octets : installez-y le même programme et les mêmes "
        "bibliothèques qu’ici.\nici : {here}\nlà-bas : {there}",
        "stopped": "Arrêté. Le dernier livre imprimé reste en place ; ce qui est déjà composé est gardé pour la "
        "prochaine fois.",
        "disk-full": "Le disque est plein, ou ne prend plus rien ({reason}). Faites de la place et recommencez : le "
        "dernier livre imprimé reste en place, et ce qui est déjà composé est gardé.",
        "changed-meanwhile": "Une notice a changé pendant que le livre se faisait ({reason}). Recommencez.",
        "disk-closed": "On ne peut pas écrire ici ({reason}). Voyez les droits du dossier, ou copiez le livre "
        "ailleurs.",
    },
    "en": {
        "built": "{path}: {sheets} pages; {set} pieces set out of {asked}.",
        "no-draft": "The book is not printed, not even as a draft: mend the settings above first. The last printed "
        "book is left in place.",
        "refused": "The book is not printed: mend the errors above, or ask for a draft with “build --draft”. The last "
        "printed book is left in place.",
        "draft": "Draft: {count} notices with faults are replaced by a frame.",
        "not-exported": "Nothing is exported: mend the errors above. The last export is left in place.",
        "no-package": "Without the Parquet tables: they need the module {name} (pip install {name}).",
        "not-published": "No id is entered: mend the errors above.",
        "published": "{count} ids entered in {path}.",
        "all-published": "All ids are already entered in {path}.",
        "mended": "  line {line}: “{old}” → “{new}” [{code}]",
        "all-mended": "{count} mended; the rest of the files is as it was.",
        "none-mended": "Nothing to mend that has one sure remedy.",
        "mendable": "“check --fix” mends it where the remedy is sure.",
        "no-notice": "There is no notice “{name}”.{nearest}",
        "nearest": " Did you mean: {names}?",
        "no-path": "There is no file “{name}”.{nearest}",
        "no-rule": "There is no rule “{name}”.{nearest}",
        "no-book": "“{path}” is no book: it has no folder manuscript/.",
        "no-dask": "“--cluster” wants one more package ({module}): {python} -m pip install distributed",
        "no-cluster": "The cluster {address} does not answer, or has no worker ({reason}).",
        "other-versions": "The cluster would not set the same bytes: install the same program and the same libraries "
        "there as here.\nhere: {here}\nthere: {there}",
        "stopped": "Stopped. The last printed book is left in place; what has been set is kept for the next time.",
        "disk-full": "The disk is full, or takes no more ({reason}). Make room and start again: the last printed book "
        "is left in place, and what has been set is kept.",
        "changed-meanwhile": "A notice has changed while the book was being made ({reason}). Start again.",
        "disk-closed": "Nothing can be written here ({reason}). See the rights of the folder, or copy the book "
        "elsewhere.",
    },
}
