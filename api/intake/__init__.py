"""How reports come in: one by one, in lines, in files, at a gate."""
