"""Speed and memory of `stance` beside its peers, on the same work in one run: `python -m benchmarks`."""
