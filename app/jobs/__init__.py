"""Work to be done after the commit, in lanes."""
