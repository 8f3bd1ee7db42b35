"""The doors of the service: HTTP, command line and exchange formats. The only place that reads the environment."""
