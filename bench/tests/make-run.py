#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""make-run.py [--list | SCENARIO]: synthetic run files for the report tests.

Each scenario is a pure function of its name: the random numbers come from a
linear congruential generator spelt out here, so no library can change them.
"""
import sys
import zlib

COLUMNS = ("seq round rep copy layout walk revision target state pattern block_order drain_every load "
           "threads cpu node page_bytes pages status reason took_ns done_pages faults switches "
           "steal_ms rtt_ns spin_ns").split()
# Columns that were added to the format: older files do without.
MODEL = ["model_read_bytes", "model_write_bytes"]
COUNTED = ["read_bytes", "write_bytes", "idle_read_bytes", "idle_write_bytes", "counted_pct",
           "traffic_source", "counts"]
CASE = {"layout": 64, "walk": "flat", "revision": "v11", "target": "dram", "state": "reused",
        "pattern": "page", "block_order": "ascending", "drain_every": 0, "load": 0, "threads": 1,
        "pages": 262144}
FOUND = {"cpu": 1, "node": 0, "page_bytes": 2097152}
MOV_NS = 2.5  # per struct page


class Noise:
    """Uniform in [0, 1)."""

    def __init__(self, seed):
        self.state = zlib.crc32(seed.encode())

    def __call__(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def shuffled(self, items):
        return [item for _, item in sorted((self(), item) for item in items)]


class Run:
    def __init__(self, name, origin="synthetic", facts=(), added=(),
                 cpu="GenuineIntel 6-106-6 (made up)"):
        self.noise = Noise(name)
        self.columns = [*COLUMNS, *added]
        self.seq = 0
        self.lines = ["# format: pagestream-run 1", f"# origin: {origin}"]
        self.lines += [f"# {key}: {value}" for key, value in (
            ("run", f"test-{name}"), ("cpu", cpu),
            ("platform", "intel-icx"), ("hypervisor", "absent: none seen"),
            ("kernel", "6.12.0"), ("command", "pagestream run --plan quick -o test.run"),
            ("version", "0.2.0"), ("fpu-only", "sse2-nt avx2-nt"), ("null", "null"), *facts)]
        self.lines.append("\t".join(self.columns))

    def row(self, status, **fields):
        values = {"seq": self.seq, "status": status, **fields}
        self.seq += 1
        self.lines.append("\t".join(str(values.get(column, "-")) for column in self.columns))

    def stamp(self, rnd, rep, reason, rtt_ns=55, spin_ns=100000):
        jitter = 1 + 0.02 * self.noise()
        self.row("stamp", round=rnd, rep=rep, reason=reason, rtt_ns=int(rtt_ns * jitter),
                 spin_ns=int(spin_ns * jitter))

    def took(self, factor, shift, pages):
        return int(pages * MOV_NS * factor * shift * (1 + 0.004 * self.noise()))

    def sample(self, rnd, rep, copy, factor, shift=1.0, status="ok", reason="-", **case):
        case = {**CASE, **FOUND, **case}
        self.row(status, round=rnd, rep=rep, copy=copy, reason=reason, **case,
                 took_ns=self.took(factor, shift, case["pages"]), done_pages=case["pages"],
                 faults=0, switches=0, steal_ms=0)

    def pilot(self, copy, factor, **case):
        case = {**CASE, **case}
        self.row("pilot", round=0, copy=copy, **FOUND, **case,
                 took_ns=self.took(factor, 1, 4096), done_pages=4096)

    def skip(self, copy, reason, **case):
        self.row("skip", copy=copy, reason=reason, **{**CASE, **case})

    def rounds(self, copies, nr_rounds=8, nr_reps=5, reps_of=None, cases=({},)):
        """Every copy in every repetition, in a new order each; a round shifts them all."""
        for rnd in range(nr_rounds):
            shift = 1 + 0.05 * self.noise()
            for rep in range(nr_reps):
                self.stamp(rnd, rep, "before")
                for case in cases:
                    for copy in self.noise.shuffled(copies):
                        if rep < (reps_of or {}).get(copy, nr_reps):
                            self.sample(rnd, rep, copy, copies[copy], shift, **case)
                self.stamp(rnd, rep, "after")

    def end(self, word="done"):
        self.lines.append(f"# end: {word}")
        return self.text()

    def text(self):
        return "\n".join(self.lines) + "\n"


def win(name):
    """A copy wins, one ties with it, one cannot be told from mov, a slow one, one that needs FPU state, null."""
    run = Run(name)
    copies = {"mov": 1, "mov:again": 1, "movnti": 0.87, "flushcache": 0.8705, "base": 1.6,
              "rep-movsb": 3.4, "avx2-nt": 0.8, "null": 0.05}
    for copy, factor in copies.items():
        run.pilot(copy, factor)
    run.rounds(copies, reps_of={"rep-movsb": 1})
    return run.end()


def loss(name):
    """Every rival is slower: mov is preferred."""
    run = Run(name)
    run.rounds({"mov": 1, "mov:again": 1, "movnti": 1.2, "rep-movsb": 1.5})
    return run.end()


def undecided(name):
    """No interval clears the margin."""
    run = Run(name)
    run.rounds({"mov": 1, "movnti": 0.99, "flushcache": 1.001, "rep-movsb": 1.5})
    return run.end()


def ahead(name):
    """A faster median than the winner's: in too few rounds, and in rounds that differ too much."""
    run = Run(name)
    for rnd in range(8):
        for rep in range(2):
            run.stamp(rnd, rep, "before")
            for target in ("dram", "memfd", "file"):
                copies = {"mov": 1, "flushcache:again": 0.5, "flushcache": 0.8, "movnti": 0.78}
                if target == "memfd":
                    copies["movnti"] = 1.3 if rnd % 3 else 0.7
                    copies["movdiri"] = 0.6 if rnd % 3 else 1.1
                for copy in run.noise.shuffled(copies):
                    if copy in ("mov", "flushcache", "movdiri") or rnd < 2 or \
                            (copy == "movnti" and target != "dram"):
                        run.sample(rnd, rep, copy, copies[copy], target=target)
            run.stamp(rnd, rep, "after")
    return run.end()


def groups(name):
    """What differs between groups is named, what does not is not."""
    run = Run(name)
    run.rounds({"mov": 1, "movnti": 0.9, "memcpy-unrolled": 1.03}, nr_rounds=6, nr_reps=3,
               cases=({}, {"layout": 80}, {"target": "memfd:huge=always", "walk": "order9"}))
    return run.end()


def counted(name):
    """Counted as predicted; not as predicted and scaled up; drowned by an idle machine; by a core."""
    run = Run(name, added=MODEL + COUNTED, facts=(
        ("traffic-source", "uncore"), ("traffic-formula", "r = reads / stored"),
        ("traffic-caveat", "Everything on the socket is counted."),
        ("counter", "dram-read MADE.UP: uncore_imc_0, 8 in all, 64 bytes each"),
        ("counter", "rfo MADE.UP: there is no PMU cpu")))
    stored = CASE["pages"] * CASE["layout"]
    copies = {"mov": (stored, stored, 0.98, 1.01, 0.02, 100, "uncore"),
              "movnti": (0, stored, 0.42, 1.0, 0.02, 62, "uncore"),
              "rep-movsb": (stored, stored, 0.9, 1.0, 0.5, 100, "uncore"),
              "flushcache": (0, stored, 0.001, None, None, 100, "core"),
              "libc": (stored, stored, None, None, None, None, None),
              "null": (0, 0, 0.5, 0.5, 0.0, 100, "uncore")}
    for copy in copies:
        run.pilot(copy, 1)
    for rnd in range(6):
        run.stamp(rnd, 0, "before")
        for copy, (r_model, w_model, r, w, idle, pct, source) in copies.items():
            # The last round is off, and a median does not see it.
            shift = 3 if rnd == 5 else 1
            fields = dict(zip(MODEL, (r_model, w_model))) if copy != "null" else {}
            if source:
                fields |= {"traffic_source": source, "counted_pct": pct, "counts": "MADE.UP=1",
                           "read_bytes": int(r * shift * stored)}
            if w is not None:
                fields |= {"write_bytes": int(w * shift * stored),
                           "idle_read_bytes": int(idle * stored),
                           "idle_write_bytes": int(idle * stored)}
            run.sample(rnd, 0, copy, 1, **fields)
        run.stamp(rnd, 0, "after")
    return run.end()


def uncounted(name):
    """A machine that predicts and cannot count."""
    return predicted(name, facts=(
        ("traffic-source", "absent: there is no PMU uncore_imc"),
        ("not-predicted", "threads 4: the model is of one core"),
        ("not-predicted", "state first-touch: what the kernel stores is not modelled")))


def predicted(name, facts=()):
    """What the model predicts is in every row of a whole pass; null and one case have none."""
    run = Run(name, added=MODEL, facts=facts)
    stored = CASE["pages"] * CASE["layout"]
    lines = {"mov": (stored, stored), "movnti": (0, stored), "clzero-mov": (0, stored),
             "rep-movsb": (stored, stored - 64), "null": None, "libc": None}
    for copy in lines:
        run.pilot(copy, 1)
    for rnd in range(6):
        run.stamp(rnd, 0, "before")
        for copy, bytes_ in lines.items():
            if copy != "clzero-mov":
                run.sample(rnd, 0, copy, 1, **dict(zip(MODEL, bytes_ or ())))
        run.stamp(rnd, 0, "after")
    run.skip("clzero-mov", "this CPU lacks clzero", **dict(zip(MODEL, lines["clzero-mov"])))
    return run.end()


def other_null(name):
    """A copy that stores nothing, by another name and with a label, as the header says: it never wins."""
    run = Run(name)
    run.lines = ["# null: nothing" if line == "# null: null" else line for line in run.lines]
    run.rounds({"mov": 1, "movnti": 0.9, "nothing": 0.05, "nothing:again": 0.05})
    return run.end()


def sizes(name):
    """Streaming loses inside the caches and wins beyond them."""
    run = Run(name, facts=(("cache-l1d", "48 KiB 12-way, 64-byte lines"),
                           ("cache-l2", "2 MiB 16-way, 64-byte lines"),
                           ("cache-l3", "absent: no such leaf")))
    for rnd in range(6):
        for rep in range(2):
            run.stamp(rnd, rep, "before")
            for power in range(8, 21):
                cached = power < 15
                copies = {"mov": 0.3 if cached else 1, "movnti": 0.6 if cached else 0.55,
                          "base": 0.8 if cached else 1.4, "null": 0.05}
                for copy in run.noise.shuffled(copies):
                    run.sample(rnd, rep, copy, copies[copy], pages=2**power)
            run.stamp(rnd, rep, "after")
    return run.end()


def scale(name):
    """Streaming gains up to 4 threads, ordinary stores up to 8, where both are at the memory's rate."""
    run = Run(name, facts=(("crowded", "8 threads take all CPUs, so that what else the system does disturbs "
                            "them"),))
    times = {1: (1, 0.4, 1.2), 2: (0.5, 0.2, 0.6), 4: (0.25, 0.12, 0.3), 8: (0.12, 0.12, 0.15)}
    for rnd in range(8):
        run.stamp(rnd, 0, "before")
        for threads, factors in times.items():
            for copy, factor in zip(("mov", "movnti", "base"), factors):
                run.sample(rnd, 0, copy, factor, threads=threads)
        run.stamp(rnd, 0, "after")
    return run.end()


def hidden_loss(name):
    """Streaming loses by far in a case that has no line of its own, and another copy wins there."""
    run = Run(name, added=("kernel", "map", "pageblocks"))
    for rnd in range(6):
        run.stamp(rnd, 0, "before")
        for work, factor in (("-", 0.5), ("movable", 11)):
            for copy, time in (("mov", 1), ("movnti", factor), ("flushcache", 0.6)):
                run.sample(rnd, 0, copy, time, walk="order9", pageblocks=work)
        run.stamp(rnd, 0, "after")
    return run.end()


def ragged(name):
    """Streaming wins, loses and wins again as the size grows; elsewhere it wins at every size."""
    run = Run(name)
    for rnd in range(6):
        run.stamp(rnd, 0, "before")
        for power in range(10, 18, 2):
            for target in ("dram", "memfd"):
                lost = power == 14 and target == "dram"
                for copy, factor in (("mov", 1), ("movnti", 1.2 if lost else 0.5 + power / 1000)):
                    run.sample(rnd, 0, copy, factor, pages=2**power, target=target)
        run.stamp(rnd, 0, "after")
    return run.end()


def two_modes(name):
    """The host moved the vCPUs: two latencies, two results, never averaged."""
    run = Run(name)
    for rnd in range(8):
        for rep in range(8):
            far = rep % 2
            moved = rnd == 3 and rep == 4
            run.stamp(rnd, rep, "before", rtt_ns=350 if far else 55)
            for copy, factor in (("mov", 1), ("movnti", 1.0 if far else 0.85)):
                run.sample(rnd, rep, copy, factor * (0.6 if far else 1))
            run.stamp(rnd, rep, "after", rtt_ns=350 if far or moved else 55)
    run.skip("movdir64b", "this CPU lacks movdir64b")
    return run.end()


def moving(name):
    """The host moved the vCPUs in every third repetition: one result, with both latencies in it."""
    run = Run(name)
    far = False
    for rnd in range(8):
        for rep in range(3):
            run.stamp(rnd, rep, "before", rtt_ns=350 if far else 55)
            for copy, factor in (("mov", 1), ("movnti", 0.65), ("base", 1.2)):
                run.sample(rnd, rep, copy, factor * (0.6 if far else 1))
            far ^= rep == rnd % 3
            run.stamp(rnd, rep, "after", rtt_ns=350 if far else 55)
    return run.end()


def thin_mode(name):
    """Two c2c modes, one of them seen in too few rounds to say anything."""
    run = Run(name)
    for rnd in range(8):
        for rep in range(6):
            far = rnd < 2 and rep % 2
            run.stamp(rnd, rep, "before", rtt_ns=350 if far else 55)
            for target in ("dram", "memfd"):
                for copy, factor in (("mov", 1), ("movnti", 0.85), ("null", 0.1)):
                    run.sample(rnd, rep, copy, factor * (0.6 if far else 1), target=target)
            run.stamp(rnd, rep, "after", rtt_ns=350 if far else 55)
    return run.end()


def disturbed(name):
    """Each way in which a sample is left out."""
    run = Run(name)
    for rnd in range(7):
        for rep in range(4):
            busy = rnd == 2 and rep == 1
            run.stamp(rnd, rep, "before", spin_ns=200000 if busy else 100000)
            run.sample(rnd, rep, "mov", 1, shift=3 if busy else 1)
            if rep == 3:
                run.sample(rnd, rep, "movnti", 5, status="disturbed",
                           reason="12 page faults inside the sample")
            else:
                run.sample(rnd, rep, "movnti", 0.9)
            run.stamp(rnd, rep, "after")
    return run.end()


SPINS = ["away_ns", "spin_before_ns"]


def siblings(name, is_busy, effect=1.1):
    """Samples with spins of their own; beside a busy sibling movnti gains less."""
    run = Run(name, added=SPINS)
    for rnd in range(8):
        for rep in range(5):
            busy = is_busy(rnd, rep)
            run.stamp(rnd, rep, "before", spin_ns=200000 if busy else 100000)
            for copy in run.noise.shuffled(("mov", "movnti")):
                spin = 200000 if busy else 100000
                factor = {"mov": 1.6 if busy else 1, "movnti": 1.6 * effect * 0.8 if busy else 0.8}[copy]
                run.sample(rnd, rep, copy, factor, spin_ns=spin, spin_before_ns=spin, away_ns=0)
            run.stamp(rnd, rep, "after", spin_ns=200000 if busy else 100000)
    return run.end()


def busy_sibling(name):
    """The other hyperthread is busy in most samples: these count, and the report says so."""
    return siblings(name, lambda rnd, rep: rep != 2)


def idle_sibling(name):
    """It is busy in few: these are left out."""
    return siblings(name, lambda rnd, rep: rep == 2)


def sibling_comes_and_goes(name):
    """Neither state has most samples: all count, and the interval holds both ratios."""
    return siblings(name, lambda rnd, rep: rnd % 2)


def part(name):
    """A copy that is far slower is timed on a part of the range; its ratio is per struct page."""
    run = Run(name)
    run.pilot("mov", 1)
    run.pilot("movdiri", 200)
    for rnd in range(6):
        run.stamp(rnd, 0, "before")
        run.sample(rnd, 0, "mov", 1)
        run.row("ok", round=rnd, rep=0, copy="movdiri", **{**CASE, **FOUND}, reason="-",
                took_ns=run.took(200, 1, 1024), done_pages=1024, faults=0, switches=0, steal_ms=0)
        run.stamp(rnd, 0, "after")
    return run.end()


def too_busy(name):
    """Every sample of every rival was disturbed: not a verdict, and not "nothing was measured"."""
    run = Run(name)
    for rnd in range(4):
        run.stamp(rnd, 0, "before")
        run.sample(rnd, 0, "mov", 1)
        run.sample(rnd, 0, "movnti", 0.8, status="disturbed", reason="did not run for 90000 of 200000 us")
        run.stamp(rnd, 0, "after")
    return run.end()


def skip(name):
    """Copies that a CPU lacks, targets that are not there."""
    run = Run(name)
    run.skip("movdiri", "this CPU lacks movdiri")
    run.skip("movdir64b", "this CPU lacks movdir64b")
    run.skip("movdir64b:again", "this CPU lacks movdir64b")
    for copy in ("mov", "movnti"):
        run.skip(copy, "No such file or directory", target="devdax:/dev/dax0.0", pages="-")
    run.skip("clzero-mov", "layout 80 is not a whole number of lines", layout=80)
    run.rounds({"mov": 1, "movnti": 0.9}, cases=({}, {"layout": 80}))
    run.rounds({"clzero-mov": 0.95}, nr_rounds=0)
    return run.end()


def no_mov(name):
    """Without mov there are times and no ratios."""
    run = Run(name)
    run.rounds({"movnti": 0.87, "rep-movsb": 1.5})
    return run.end()


def few_rounds(name):
    """Five rounds: an interval, which must clear three times the margin."""
    run = Run(name)
    run.rounds({"mov": 1, "movnti": 0.5}, nr_rounds=5, nr_reps=20)
    return run.end()


def one_sample(name):
    """One sample is a time without an interval."""
    run = Run(name)
    run.sample(0, 0, "mov", 1)
    return run.end()


def empty(name):
    """Interrupted before the first sample."""
    return Run(name).end("interrupted")


def all_skip(name):
    """Nothing could be measured."""
    run = Run(name)
    for copy in ("mov", "movnti"):
        run.skip(copy, "2 GiB are needed, 512 MiB are there")
    return run.end()


def cut(name):
    """Killed: the end line is missing, whole rows count."""
    run = Run(name)
    run.rounds({"mov": 1, "movnti": 0.87})
    return run.text()


def cut_line(name):
    """Killed inside a row: refused with the command that keeps the rest."""
    return cut(name)[:-7]


def emulated(name):
    """Times of no machine: no ratio, no verdict."""
    run = Run(name, origin="emulated")
    run.rounds({"mov": 1, "movnti": 0.87}, cases=({"pages": 26214400},))
    return run.end()


def unequal_twins(name):
    """The A/A test fails: mov differs from itself."""
    run = Run(name)
    run.rounds({"mov": 1, "mov:again": 0.9, "movnti": 0.95})
    return run.end()


def labelled(name):
    """A label, a copy with a label, a policy line."""
    run = Run(name, facts=(("label", "lab-7"),
                          ("policy", "under v4, movnti at 56 bytes is the code of flushcache")))
    run.rounds({"mov": 1, "movnti": 0.87, "movnti:again": 0.87})
    return run.end()


def labelled_again(name):
    """Another run of the same label."""
    return labelled(name)


def old_words(name):
    """Columns and words of 0.1.0: read as those of today, and reported as those of today."""
    text = dispatch(name)
    for new, old in (("\trevision\t", "\trules\t"), ("\tblock_order\t", "\torder\t"),
                     ("\treused\t", "\tstale\t"), ("\tdispatch\t", "\tselected\t"),
                     ("# fpu-only:", "# bounds:"), ("hypervisor: KVM\n", "hypervisor: KVMKVMKVM\n")):
        text = text.replace(new, old)
    return text


def dispatch(name):
    """The selection runs one of the others: however fast, it is not what is preferred."""
    run = Run(name)
    run.rounds({"mov": 1, "movnti": 0.87, "dispatch": 0.86})
    return run.end()


FILE0 = {"target": "file", "walk": "order0", "page_bytes": 4096, "pages": 26214400}
FILE9 = {**FILE0, "walk": "order9"}
DRAM0 = {**FILE0, "target": "dram", "page_bytes": 2097152}
# Time per page over that of the template: as v11 has it, nearly; as v4 had it on DRAM.
WINS = {"base": 1.25, "mov": 1, "flushcache": 0.97, "movnti": 0.55}
LOSES = {"base": 1.07, "mov": 1, "movnti": 1.26}


def thread_run(name, cells, states=("reused", "first-touch"), nr_rounds=6, **more):
    """Every cell, a case and its copies, in every repetition; first binds take ten times as long."""
    run = Run(name, **more)
    for rnd in range(nr_rounds):
        for rep in range(3):
            run.stamp(rnd, rep, "before")
            for case, copies in cells:
                for state in states:
                    # What a fault costs does not depend on the copy.
                    faults = 10 if state == "first-touch" else 0
                    for copy in run.noise.shuffled(copies):
                        run.sample(rnd, rep, copy, copies[copy] + faults, state=state, **case)
            run.stamp(rnd, rep, "after")
    return run


def thread(name):
    """All three agree."""
    return thread_run(name, [(FILE0, WINS), (FILE9, WINS), (DRAM0, WINS)]).end()


def thread_thin_mode(name):
    """Three rounds in another c2c mode, and another ratio there, do not make it undecided."""
    run = Run(name)
    for rnd in range(8):
        for rep in range(4):
            far = rnd < 3 and rep % 2
            run.stamp(rnd, rep, "before", rtt_ns=350 if far else 55)
            for copy, factor in (LOSES if far else WINS).items():
                run.sample(rnd, rep, copy, factor, **FILE0)
            run.stamp(rnd, rep, "after", rtt_ns=350 if far else 55)
    return run.end()


def thread_left_out(name):
    """What was measured and left out as disturbed is not missing from the run."""
    run = Run(name)
    for rnd in range(7):
        for rep in range(3):
            run.stamp(rnd, rep, "before")
            for copy, factor in WINS.items():
                run.sample(rnd, rep, copy, factor, status="disturbed", reason="faults", **FILE0)
            run.stamp(rnd, rep, "after")
    return run.end()


def thread_emulated(name):
    """All three would agree."""
    return thread_run(name, [(FILE0, WINS), (DRAM0, WINS)], origin="emulated").end()


def thread_differs(name):
    """Streaming loses where it should win, does nothing, and loses on DRAM as it did under v4."""
    return thread_run(name, [(FILE0, LOSES), (FILE9, {"base": 1.27, "mov": 1, "movnti": 1.27}),
                             ({**DRAM0, "revision": "v4"}, LOSES)], facts=(("label", "lab-7"),)).end()


def thread_undecided(name):
    """Rounds that differ by more than the copies do."""
    run = Run(name)
    for rnd in range(6):
        for case in (FILE0, FILE9, DRAM0):
            round_of = {copy: 1 + 0.2 * run.noise() for copy in WINS}
            for rep in range(3):
                for copy in run.noise.shuffled(WINS):
                    run.sample(rnd, rep, copy, round_of[copy], **case)
    return run.end()


def thread_few_rounds(name):
    """Five rounds of one scenario, and so large an effect, decide."""
    return thread_run(name, [(FILE0, WINS)], nr_rounds=5).end()


def thread_gaps(name):
    """No template on file, no base on dram, first binds alone in order9, one target skipped."""
    run = thread_run(name, [(FILE0, {"base": 1.25, "movnti": 0.55}),
                            (DRAM0, {"mov": 1, "movnti": 1.26})], states=("reused",))
    run.skip("mov", "no such luck", **FILE0)
    for copy in WINS:
        run.sample(0, 0, copy, 10, state="first-touch", **FILE9)
        run.skip(copy, "No such file or directory", target="fsdax:/mnt/pmem", walk="order0")
    return run.end()


def replay_choices(name):
    """Kernel, map and pageblock work are columns that older files do not have."""
    run = Run(name, added=("kernel", "map", "pageblocks"))
    run.rounds({"mov": 1, "movnti": 0.9}, nr_rounds=6, nr_reps=3,
               cases=({"walk": "order9", "pageblocks": "movable"},
                      {"walk": "order9", "pageblocks": "movable", "kernel": "6.12", "map": "mem"},
                      {"walk": "order9", "pageblocks": "movable", "state": "first-touch"}))
    return run.end()


def thread_mixed(name):
    """Two kinds of memory in one scenario that disagree with each other, and cases of no scenario."""
    return thread_run(name, [(FILE0, WINS), ({**FILE0, "target": "memfd:huge=always"}, LOSES),
                             ({**FILE0, "layout": 80}, WINS), ({**DRAM0, "walk": "flat"}, WINS)],
                      states=("reused", "flushed")).end()


WHY = {"walk": "order0", "page_bytes": 4096, "pages": 26214400}


def why(name):
    """Of each verdict one: a contrast is between the share that movnti has of mov."""
    run = Run(name)
    # Case, time of movnti / mov, rounds
    cells = [({}, 0.5, 8), ({"target": "file:/mnt"}, 0.4, 8), ({"target": "memfd"}, 0.505, 8),
             ({"target": "dram:page=4k"}, None, 8), ({"state": "flushed"}, 0.5, 8),
             ({"state": "zeroed"}, 0.6, 8), ({"revision": "v4"}, 1.2, 8), ({"walk": "order9"}, 0.9, 5),
             ({"state": "dirty", "pages": 16384}, 0.3, 8),
             ({"state": "flushed", "pages": 16384}, 0.5, 8)]
    for copy in ("mov", "movnti"):
        run.skip(copy, "this machine has one node", **{**WHY, "target": "dram:node=remote"})
    for rnd in range(8):
        for rep, (case, share, nr_rounds) in enumerate(cells):
            if rnd >= nr_rounds:
                continue
            run.stamp(rnd, rep, "before")
            run.sample(rnd, rep, "mov", 1, **{**WHY, **case})
            run.sample(rnd, rep, "movnti", share or 0.4 + 0.2 * run.noise(), **{**WHY, **case})
            run.stamp(rnd, rep, "after")
    return run.end()


def why_modes(name):
    """Two c2c modes: an effect in one, none in the other."""
    run = Run(name, facts=(("label", "moved"),))
    for rnd in range(7):
        for far in (0, 1):
            for rep, (target, share) in enumerate((("dram", 0.6), ("file", 0.6 if far else 0.5))):
                rep += 2 * far
                run.stamp(rnd, rep, "before", rtt_ns=350 if far else 55)
                for copy, factor in (("mov", 1), ("movnti", share)):
                    run.sample(rnd, rep, copy, factor, **{**WHY, "target": target})
                run.stamp(rnd, rep, "after", rtt_ns=350 if far else 55)
    return run.end()


def memmap(name):
    """The ordinary memmap: a saving, a loss, no difference, and one of which five rounds are too few."""
    run = Run(name)
    for walk, copies in (("boot", {"base": 1.2, "mov": 1, "flushcache": 0.9, "movnti": 0.5}),
                         ("deferred", {"base": 1, "mov": 1, "flushcache": 1.3, "movnti": 1.25}),
                         ("hotplug", {"base": 1.1, "mov": 1})):
        run.rounds(copies, nr_reps=2, cases=({**WHY, "walk": walk, "revision": "-"},))
    run.rounds({"base": 1.04, "mov": 1}, nr_rounds=5, nr_reps=2,
               cases=({**WHY, "walk": "hotplug", "revision": "-", "state": "zeroed"},))
    return run.end()


def why_emulated(name):
    """A why run of no machine: nothing is judged."""
    run = Run(name, origin="emulated")
    run.rounds({"mov": 1, "movnti": 0.5}, nr_reps=1, cases=(WHY, {**WHY, "target": "file"}))
    return run.end()


PROBES = {"chase": 110, "store-hit": 17, "store-miss": 125, "stream-drain": 60, "read1": 4.5, "read1-desc": 4.6,
          "read1-shuffled": 7, "read1-pages": 4.6, "read8": 4.4, "read8-desc": 4.5, "read8-shuffled": 7.1,
          "read8-pages": 4.5, "store": 7, "store-desc": 7.1, "store-shuffled": 7.2, "store-pages": 7.1,
          "stream": 2.9, "stream-desc": 3, "stream-shuffled": 3.1}
LOADED = {"chase": 140, "store-hit": 17, "store-miss": 160, "stream-drain": 90}


def why_probed(name):
    """A machine that prefetches for loads alone, with its probes, idle and under load; some were disturbed."""
    run = Run(name, cpu="GenuineIntel 6-173-1 (made up)", added=["ahead"],
              facts=(("platform", "intel-gnr"), ("prefetch-control", "absent: a guest cannot read MSR 0x1a4")))
    whole = {**WHY, "ahead": 0, "load": 0}
    copies = {"mov": 2.8, "base": 1.8, "movnti": 1.16, "touch-mov": 1.75}
    for rnd in range(8):
        for load, probes in enumerate((PROBES, LOADED)):
            for rep in range(3):
                for probe, ns in probes.items():
                    bad = probe == "chase" and rep == 1
                    slow = (3 if bad else 1) * (1 + 0.03 * run.noise())
                    run.row("probe", round=rnd, rep=rep, copy=probe, layout=64, target="dram", load=load,
                            threads=1, pages=262144, page_bytes=2097152, took_ns=int(8192 * ns * slow),
                            done_pages=8192, reason="did not run for 700 of 900 us" if bad else "-")
        for rep in range(2):
            run.stamp(rnd, rep, "before")
            for case in (whole, {**whole, "pages": 16777216}, {**whole, "load": 1}):
                for copy, factor in copies.items():
                    run.sample(rnd, rep, copy, factor * (1.3 if case["load"] and copy == "movnti" else 1), **case)
            run.stamp(rnd, rep, "after")
    return run.end()


def why_other_cpu(name):
    """The same memory on a CPU of its own, where streaming wins more."""
    run = Run(name, cpu="AuthenticAMD 25-17-1 (made up)")
    run.rounds({"mov": 1, "movnti": 0.4}, nr_reps=2, cases=(WHY,))
    return run.end()


SCENARIOS = {f.__name__.replace("_", "-"): f for f in (
    win, loss, undecided, ahead, groups, other_null, sizes, scale, hidden_loss,
    ragged, two_modes, moving, thin_mode, disturbed, busy_sibling,
    idle_sibling, sibling_comes_and_goes, part, too_busy, skip, no_mov, few_rounds,
    one_sample, empty, all_skip, cut, cut_line, emulated, unequal_twins,
    labelled, labelled_again, dispatch, old_words, predicted, counted, uncounted, thread, thread_thin_mode, thread_left_out,
    thread_differs, thread_undecided,
    thread_few_rounds, thread_gaps, thread_mixed, replay_choices, thread_emulated,
    memmap, why, why_modes, why_emulated, why_probed, why_other_cpu)}


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(f"{name}\t{build.__doc__.splitlines()[0]}" for name, build in SCENARIOS.items()))
    elif len(sys.argv) == 2 and sys.argv[1] in SCENARIOS:
        sys.stdout.write(SCENARIOS[sys.argv[1]](sys.argv[1]))
    else:
        sys.exit(f"usage: make-run.py --list | {' | '.join(SCENARIOS)}")


if __name__ == "__main__":
    main()
