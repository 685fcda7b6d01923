"""What the pages are dressed in, and how it is built."""
