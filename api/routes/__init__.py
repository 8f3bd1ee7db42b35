"""The routes; one file for each group. They hold no rule: they read, call, and shape the answer."""
