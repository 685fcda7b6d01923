"""Support needed: the six-point plan of a site, its contacts, and the timed record of each time it was opened."""
