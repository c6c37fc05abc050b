"""An LLM, where the user set one up and asks for it: its reply, each sentence checked against the passages it was given."""
