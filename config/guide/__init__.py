"""The help: what is promised and by which rules, with values taken from the code that keeps them."""
