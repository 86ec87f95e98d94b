"""Pages of what people are told: their inbox, what went out, and how they want to be told."""
