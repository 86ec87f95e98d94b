"""What people are told, over the API: the same services as the pages."""
