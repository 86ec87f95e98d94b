"""What every `api.py` is built from: strict input, versions, one description per operation that is also what is enforced."""
