"""Runs the rows that `benches/compare` gives, in turn, and prints what each took, against annals.

Does not know what the rows do: each is a line of key, name, what is done before each run and not counted, the command,
and the folder of the site, with tabs between; `$ROUND` in them is the number of the round. One without a command says
in the last field why it is not measured. What each run took stands in the log.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict

BASE = "annals"
# What `cp` takes is less than this process hands on to the one it starts.
NO_MEMORY = {"floor"}


def run(command, log):
    """Seconds on the wall, of processor time by user and system, and peak memory in MB of a command; or its status."""
    os.sync()
    start = time.perf_counter()
    process = subprocess.Popen(["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        return process.returncode
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def html(site):
    return sum(name.endswith(".html") for _, _, names in os.walk(site) for name in names)


def ratios(taken, key, to, column):
    """Of what runs of the same round took."""
    return [one[column] / other[column] for one, other in zip(taken[key], taken[to])]


def told(all_ratios):
    """The median, the least and the most."""
    return f"{statistics.median(all_ratios):.2f} ({min(all_ratios):.2f}–{max(all_ratios):.2f})"


def gates(taken, median, written):
    """What the design asks for at 10,000 notes: words, what was measured, the bound."""
    cold, remembered = median[BASE], median["remembered"]
    # What slows copying would flatter the build.
    floor = min(wall for wall, _, _ in taken["floor"])
    for key, name, bound in [("hugo", "Hugo", 0.15), ("zola", "Zola", 0.35)]:
        if key in median:
            yield f"cold build, CPU, to {name}'s", statistics.median(ratios(taken, BASE, key, 1)), bound
            yield f"cold build, wall, to {name}'s", statistics.median(ratios(taken, BASE, key, 0)), bound
    yield "cold build, CPU s", cold[1], 7.5
    yield "cold build, wall s", cold[0], 4.2
    yield "code remembered, CPU s", remembered[1], 3.5
    yield "code remembered, wall s", remembered[0], 2
    yield "code remembered, wall, to the least of copying", remembered[0] / floor, 3.5
    yield "nothing changed, wall s", median["unchanged"][0], 0.15
    yield "one note changed, wall s", median["changed"][0], 2
    yield "one note changed, files written", written, 50
    yield "peak memory of a cold build, MB", cold[2], 300


def main():
    notes, runs = int(sys.argv[1]), int(sys.argv[2])
    rows = [line.rstrip("\n").split("\t") for line in sys.stdin]
    taken, failed, pages, written = defaultdict(list), {}, {}, []
    with open(sys.argv[3], "a", encoding="utf-8") as log:
        for number in range(runs):
            os.environ["ROUND"] = str(number)
            for key, _, before, command, site in rows:
                if not command or key in failed:
                    continue
                if before:
                    subprocess.run(["bash", "-c", before], check=True, stdout=log, stderr=log)
                cost = run(command, log)
                if isinstance(cost, int):
                    failed[key] = f"failed with status {cost}: {sys.argv[3]}"
                    continue
                taken[key].append(cost)
                pages[key] = html(os.path.expandvars(site))
                log.write("%s, round %d: %.2f s, CPU %.2f s, %.0f MB\n" % (key, number, *cost))
                log.flush()
                if key == "changed":
                    with open(sys.argv[4], encoding="utf-8") as result:
                        written.append(json.load(result)["written"])
    if BASE in failed:
        sys.exit(f"annals {failed[BASE]}")
    median = {key: [statistics.median(column) for column in zip(*costs)] for key, costs in taken.items()}
    print(f"| {notes:,} notes, {runs} runs | wall s | to annals' | CPU s | to annals' | CPU ms/note | peak MB | to annals' | HTML files |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for key, name, _, command, why in rows:
        if not command or key in failed:
            print(f"| {name} | {failed.get(key, why)} |" + " |" * 7)
            continue
        wall, cpu, peak = median[key]
        to_wall, to_cpu, to_peak = (told(ratios(taken, key, BASE, column)) for column in range(3))
        memory = ["–", "–"] if key in NO_MEMORY else [f"{peak:,.0f}", to_peak]
        if key == "changed":
            name += f" ({statistics.median(written):.0f} files written)"
        cells = [name, f"{wall:.2f}", to_wall, f"{cpu:.2f}", to_cpu]
        cells += [f"{cpu / notes * 1000:.2f}", *memory, f"{pages[key]:,}"]
        print("| " + " | ".join(cells) + " |")
    if notes == 10_000 and not failed.keys() & {"remembered", "changed", "unchanged", "floor"}:
        print("\nWhat is asked for at this size, and what was measured:\n")
        for words, value, bound in gates(taken, median, statistics.median(written)):
            print(f"- {words}: at most {bound}, {value:.3g}: {'held' if value <= bound else '**not held**'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
