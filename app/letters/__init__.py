"""Pages that fit the envelope, print runs, what was posted and what came back."""
