"""People, departments, closed days, invitations and tokens over the API."""
