"""Foreign formats and bulk files; one file a format. Readers give reports, or say which field breaks which rule."""
