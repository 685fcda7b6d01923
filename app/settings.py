"""Settings, typed, from the environment and nowhere else; a wrong one stops the start."""
