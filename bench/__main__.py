"""`make bench`: every bar of the product in one run. `python -m bench --quick` takes fewer turns."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench import fanout, large, storage, storyboard, tasks, uploads, watching, work
from bench.measure import Verdict, report
from bench.studio import running_studio


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer turns, smaller films")
    options.add_argument("--json", type=Path, help="write the figures to this file too")
    chosen = options.parse_args()
    turns = 15 if chosen.quick else 40
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="auteur-bench-") as name:
        folder = Path(name)
        verdicts.append(storage.commit_of_a_take(folder, 200 if chosen.quick else 1_000, turns))
        verdicts.append(storage.new_film(folder, turns))
        verdicts.append(storage.gallery(folder, 200 if chosen.quick else 1_000, turns))
        verdicts.append(work.warm_runner(folder, turns * 3))
        verdicts += storyboard.frames(folder, 2 if chosen.quick else 6)
        with running_studio(folder) as studio:
            verdicts.append(work.first_event(studio, folder, turns))
            verdicts += tasks.results(studio, folder, turns)
            verdicts += fanout.fanout(studio, chosen.quick)
            verdicts += watching.external_edit(studio, 10_000 if chosen.quick else 100_000, 100)
            verdicts += uploads.uploads(studio, folder, 128 if chosen.quick else 1_024, 2 if chosen.quick else 3)
            verdicts += work.routes(studio, 100 if chosen.quick else 500, turns)
        verdicts += large.large_film(folder / "large", 1_000 if chosen.quick else 10_000, turns)
    print(report(verdicts))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(v) | {"met": v.met} for v in verdicts], indent=2) + "\n")
    return 0 if all(v.met or v.noisy for v in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
