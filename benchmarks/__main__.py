"""``make bench``: publish a large body's and a council's answers, beside polars counting the same file; fill, mix and
open a large ballot box; answer a questionnaire page by page; read the lists of the console.

``python -m benchmarks answering`` and ``console`` do one only; ``answering quick`` just tries it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.answering import answering
from benchmarks.box import box
from benchmarks.console import console
from benchmarks.made_up import write_wave

FLOOR = """
import sys, polars as pl
frame = pl.read_csv(sys.argv[1], infer_schema=False)
items = [name for name in frame.columns if name.startswith("Q")]
for item in items:
    for group in ("", "team", "role"):
        keys = [item, group] if group else [item]
        frame.group_by(keys).len()
"""


def main() -> None:
    if sys.argv[1:2] == ["console"]:
        console()
        return
    if sys.argv[1:2] == ["answering"]:
        answering(quick="quick" in sys.argv)
        return
    _publish(people=16_000, items=60, teams=132, roles=8, turns=3)
    # Teams of a council: about twenty each, so that much is capped or hidden and the attacker has work to do.
    _publish(people=600, items=60, teams=30, roles=8, turns=1)
    box(people=16_000, submissions=2_000)
    answering()
    console()


def _publish(*, people: int, items: int, teams: int, roles: int, turns: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wave = write_wave(Path(folder), people=people, items=items, teams=teams, roles=roles)
        answers = Path(folder) / "answers.csv"
        floor = [sys.executable, "-c", FLOOR, str(answers)]
        entry = "import sys; from soundings.cli import main; sys.exit(main(sys.argv[1:]))"
        ours = [sys.executable, "-c", entry, "publish", str(wave), "-o", f"{folder}/release.json"]
        pairs = [(_run(floor), _run(ours)) for _ in range(turns)]
    print(f"publish {people:,} answers x {items} items x {teams + roles} groups, whole process, median of {turns}")
    _report("polars: read and count the same file", [pair[0] for pair in pairs])
    _report("soundings publish", [pair[1] for pair in pairs])
    ratios = [ours[0] / floor[0] for floor, ours in pairs]
    middle = statistics.median(ratios)
    print(f"  ratio of times, pair by pair: {min(ratios):.1f} to {max(ratios):.1f}, median {middle:.1f}")


def _run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    measure = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    start = time.perf_counter()
    measured = [sys.executable, "-c", measure, *command]
    done = subprocess.run(measured, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def _report(what: str, runs: list[tuple[float, float]]) -> None:
    seconds = statistics.median(run[0] for run in runs)
    print(f"  {what}: {seconds:.2f} s, peak {statistics.median(run[1] for run in runs):,.0f} MB")


if __name__ == "__main__":
    main()
