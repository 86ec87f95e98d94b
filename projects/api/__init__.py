"""Launches and their lines over the API: the same services as the pages, one small view per address."""
