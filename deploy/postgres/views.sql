-- The views are derived: in a database of their own they can be dropped, and left out of backups.
CREATE DATABASE views;
