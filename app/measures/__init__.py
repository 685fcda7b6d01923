"""The definitions of what is measured, and the reports."""
