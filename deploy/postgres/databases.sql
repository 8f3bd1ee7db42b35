-- The views are derived: in a database of their own they can be dropped, and left out of backups.
CREATE DATABASE views;
-- The audit log belongs to no other store: whoever keeps the one need not be able to change the other.
CREATE DATABASE audit;
