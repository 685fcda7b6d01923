"""Numbers, opening hours, catchments and rules of the sites."""
