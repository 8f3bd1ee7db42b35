"""Views derived from the log, the follower that keeps them up to date, and the matcher that proposes pairs."""
