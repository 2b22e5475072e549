"""Model to HTML to galleys: composition, setting, cutting, storing, fonts."""
