"""An invented world to try and to measure the service on. No name in it belongs to a real case."""
