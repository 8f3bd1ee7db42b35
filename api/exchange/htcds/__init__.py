"""IOM's Human Trafficking Case Data Standard (HTCDS) 2.0, in and out, as CSV and as JSON.

The standard names fields and code lists and leaves files to whoever exchanges them. Ours hold cases: the fields of the
case and its person, and a list of historic trafficking events. `codes` and `fields` are the standard; `cases` reads
one case field by field; `entering` makes reports of it, `leaving` makes cases of records; `csv_files` and `json_files`
are the two forms, each with `read` and `write`.
"""
