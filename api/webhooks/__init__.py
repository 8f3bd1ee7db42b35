"""Alerts sent to receivers: which addresses may be sent to, one signed request, the queue, and who empties it."""
