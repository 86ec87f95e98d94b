"""The local stack: `make run`, `make test` and every command that needs a database, without Docker and without root.

Real PostgreSQL and real Redis (or Valkey) come from wheels; one supervisor owns every process and stops it again.
Nothing here is used in production: see docker-compose.yml for the same processes there, and docs/adr/0005.
"""
