"""What is to be followed up of a person by somebody named: needs of today, complaints; and notes of what was said."""
