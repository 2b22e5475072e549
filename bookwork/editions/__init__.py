"""Editions for machines, of the same book and page map: TEI, EAC-CPF, JSON-LD, tables; and the ids they publish."""
