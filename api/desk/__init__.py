"""The desk: pages in which officers search and reviewers decide, made on the server."""
