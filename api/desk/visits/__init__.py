"""Who visits a page: signing in, sessions, and the case that is worked on."""
