"""Who is calling, what proves it, and which roles may call what."""
