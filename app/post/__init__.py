"""Where printed letters go."""
