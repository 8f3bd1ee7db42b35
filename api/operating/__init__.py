"""What operators see of a service and do with it."""
