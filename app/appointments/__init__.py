"""The meeting with a personal adviser, the face-to-face start-up, deferral and waiver."""
