"""Pages of records: each view gates, reads a form, calls one service, and answers with a page or a fragment."""
