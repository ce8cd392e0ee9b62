"""How far a run's model can be trusted, in words and numbers: growth law, advice, alarm."""
