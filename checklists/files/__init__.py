"""Checklists as files: reading what people have (XLSX, CSV, Markdown) and the words that files are written with."""
