"""The command line as a program: `stance`, or `python -m stance`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; where not even its libraries load, that is one line on stderr too."""
    try:
        from stance.cli import main as run

        run()  # imports the command
    except (ImportError, MemoryError) as problem:
        detail = (str(problem).strip().splitlines() or ["not enough memory"])[-1]
        print(f"stance: cannot start: {detail}; `pip install --force-reinstall indic-stance` mends a broken "
              "installation, a higher memory limit (ulimit -v) the rest", file=sys.stderr)  # fmt: skip
        sys.exit(1)


if __name__ == "__main__":
    main()
