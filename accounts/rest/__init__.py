"""What every `api.py` is built from: strict input, versions, operations that are described as enforced."""
