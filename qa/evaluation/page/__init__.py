"""``report.html``: one file that asks for nothing else, runs nothing, and shows every failure beside its gold."""
