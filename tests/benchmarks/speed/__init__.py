"""How fast it indexes, stage by stage, and how long a search takes."""
