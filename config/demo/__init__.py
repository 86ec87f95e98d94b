"""A company to look around in: departments, people, and four launches with the weeks that led up to today."""
