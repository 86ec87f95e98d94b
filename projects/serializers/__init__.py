"""Shapes of launches and their lines: `inputs` comes in; `launches` and `items` go out."""
