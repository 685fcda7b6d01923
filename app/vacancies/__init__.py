"""Jobs that employers want somebody for: taken in each day, searched in the call, put into a letter."""
