"""Results for people: terminal tables, charts, HTML."""
