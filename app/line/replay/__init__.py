"""Yesterday's calls under tomorrow's rule: the very rule of the line, over a trace, in simulated time."""
