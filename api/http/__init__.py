"""How requests are read and answered, whatever they ask: bodies, rules, problems, lines, and whose turn it is."""
