"""The API of records: the same services as the pages."""
