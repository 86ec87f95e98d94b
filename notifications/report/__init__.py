"""The weekly report: what it says of a launch and of all of them, and how mail, chat and Markdown say it."""
