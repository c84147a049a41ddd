"""Saves notes under a running `annals serve`, and prints how long it takes until the new bytes are served.

An edit adds a task to a day, which links to another page and is late; it counts as served once the day's page, the page it
links to and the agenda all show it, each asked for over loopback. Does not open a browser: that is for `tests/browser`.
"""

import datetime
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse

TODAY = "2025-12-31"
# What is late for longest stands first.
LONG_AGO = datetime.date(2001, 1, 1)


class Site:
    """A server, and one connection to it."""

    def __init__(self, port):
        self.port = port
        self.connection = http.client.HTTPConnection("localhost", port)

    def get(self, path):
        try:
            self.connection.request("GET", "/" + urllib.parse.quote(path))
            return self.connection.getresponse().read().decode()
        except (ConnectionError, http.client.HTTPException):
            # The server lets go of a connection that nobody used for a while.
            self.connection = http.client.HTTPConnection("localhost", self.port)
            return self.get(path)


def serve(annals, journal):
    """The process, its port, what it says, and the seconds until its first page was there."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [annals, "serve", journal, "--port", "0", "--today", TODAY, "--verbose"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = []
    threading.Thread(target=lambda: [said.append(line) for line in process.stderr], daemon=True).start()
    port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
    site = Site(port)
    site.get("")
    return process, site, said, time.perf_counter() - start


def status(process, key):
    with open(f"/proc/{process.pid}/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key + ":"))


def targets(journal):
    """Names of pages that an edit may link to."""
    names = (name[:-3] for name in os.listdir(os.path.join(journal, "pages")) if name.endswith(".md"))
    return sorted(name for name in names if "___" not in name and "%" not in name)


def main():
    annals, journal, notes, edits = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    process, site, said, first = serve(annals, journal)
    try:
        measure(process, site, said, first, journal, notes, edits)
    finally:
        process.kill()


def measure(process, site, said, first, journal, notes, edits):
    # What is looked at while nobody waits comes to its end first.
    before = -1
    while before != (now := cpu(process)):
        before = now
        time.sleep(1)
    chance = random.Random(1)
    days = sorted(os.listdir(os.path.join(journal, "journals")))
    names = targets(journal)
    taken, seen = [], len(said)
    for number in range(edits):
        day, name, word = chance.choice(days), chance.choice(names), f"edit {number} of"
        path = os.path.join(journal, "journals", day)
        with open(path) as file:
            text = file.read()
        text = text.rstrip("\n") + f"\n- TODO {word} [[{name}]]\n  DEADLINE: <{LONG_AGO - datetime.timedelta(number)}>\n"
        page = "journal/" + day[:-3].replace("_", "-") + ".html"
        start = time.perf_counter()
        with open(path, "w") as file:
            file.write(text)
        shown = wait(site, page, word)
        # The link tells where the other page is.
        other = re.search(re.escape(word) + r' <a[^>]*href="\.\./([^"#]+)"', shown)[1]
        wait(site, part(site, other, word), word)
        wait(site, "agenda/index.html", word)
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.15)
    stages = {}
    for line in said[seen:]:
        for stage, time_taken in re.findall(r"(\w+) ([\d.]+) ms(?:,|$)", line.strip()) if line.startswith("read ") else []:
            stages.setdefault(stage, []).append(float(time_taken))
    report(notes, edits, first, taken, stages, status(process, "VmRSS"), status(process, "VmHWM"))


def cpu(process):
    with open(f"/proc/{process.pid}/stat") as line:
        fields = line.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def part(site, path, word):
    """The part of a hub's page that shows the word: what links to it stands on several pages."""
    folder, _, name = path.rpartition("/")
    others = re.findall(r'href="(?:\.\./[^"]*/)?(' + re.escape(name[:-5]) + r'\.\d+\.html)', site.get(path))
    parts = [path] + [f"{folder}/{other}" for other in sorted(set(others))]
    return next((path for path in parts if word in site.get(path)), path)


def wait(site, path, word):
    """The page, once it shows the word."""
    until = time.perf_counter() + 30
    while word not in (page := site.get(path)):
        if time.perf_counter() > until:
            sys.exit(f"{path} never showed {word}")
        time.sleep(0.0005)
    return page


def report(notes, edits, first, taken, stages, resident, peak):
    taken.sort()
    at = lambda part: taken[min(len(taken) - 1, int(len(taken) * part))]
    print(f"{notes:,} notes, {edits} edits: {at(0.5):.1f} ms from saving to every page right (median), "
          f"{at(0.95):.1f} ms (95 of 100), {taken[-1]:.1f} ms (all)")
    print("stages, medians: " + ", ".join(f"{stage} {statistics.median(times):.1f} ms" for stage, times in stages.items()))
    print(f"first page after {first:.2f} s; {resident:.0f} MB resident, {peak:.0f} MB at most")


main()
