"""What a person has still to do: each with a day, a reason and a person who says what came of it."""
