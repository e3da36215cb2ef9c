"""`python -m tests.fuzz.fuzz TARGET SECONDS`: one target under atheris, from the kept corpus; a crash is written to it.

Crashes go to `tests/fuzz/corpus/TARGET/crash-…`; mend what they show and keep them, they are test cases from then on.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["stance"]):
    from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    name, seconds = sys.argv[1], int(sys.argv[2])
    kept = CORPUS / name
    # New inputs go to the first folder: a temporary one, the kept corpus stays small.
    growing = tempfile.mkdtemp()
    limits = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=20", "-rss_limit_mb=3000"]
    atheris.Setup([sys.argv[0], growing, str(kept), *limits, f"-artifact_prefix={kept}/"], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
