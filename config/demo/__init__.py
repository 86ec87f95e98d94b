"""A company to look around in: departments, people, four running launches with the weeks that led up to today, and
others that are over.
"""
