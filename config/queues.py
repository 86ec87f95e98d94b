"""What the workers run, and which of them: read by Celery and by whoever starts the processes."""

# What a tick runs, and the queue it waits in: one per kind of channel, so that a hanging one holds up nothing else.
QUEUE_OF = {
    "sweep": "sweep",
    "deliver_email": "email",
    "deliver_slack": "chat",
    "deliver_teams": "chat",
    "deliver_others": "chat",
    "deliver_webhooks": "webhook",
}
# What a night clears away or brings up to date, at ten past four; in the queue of the sweep.
NIGHTLY = ("checklists.tasks.clear_old_imports", "accounts.tasks.clear_old_answers", "records.tasks.ask_newcomers")
# One worker for each of these: its name, the queues it serves, and how many processes it has.
WORKERS = (("sweeper", ("sweep",), 1), ("mailer", ("email",), 2), ("poster", ("chat", "webhook"), 2))
