"""How the shipped models are made: recipes and the scripts that follow them (`python -m training`)."""
