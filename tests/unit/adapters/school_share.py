"""A school's file share through a year, and what ransomware would do to it: counted as a backup counts it.

Shares of events are of the files there are. Eight in ten files of such a share look dense to a sample
(Office and PDF documents, pictures, films), as the ones of the public GovDocs1 and Napier One sets do.
"""

import random
from dataclasses import dataclass, fields

from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.sanity import Known, Tolerance, doubts

FILES = 1600
LEARNT = 40


@dataclass(frozen=True)
class File:
    content: int
    dense: bool
    kind: str
    size: int


KINDS = {"document": (0.45, 1.0), "picture": (0.3, 1.0), "text": (0.2, 0.0), "program": (0.05, 0.3)}


class Share:
    """Files by name, and what the names held that were touched since the last good backup."""

    def __init__(self, seed, files=FILES):
        self.random = random.Random(seed)
        self.made = 0
        self.files = {}
        self.touched = {}
        self.add(files)
        self.history = []
        self.since = 0
        self.accept(Figures(files, self.size()))

    def put(self, name, file):
        self.touched.setdefault(name, self.files.get(name))
        if file:
            self.files[name] = file
        else:
            del self.files[name]

    def fresh(self):
        self.made += 1
        return self.made

    def size(self):
        return sum(file.size for file in self.files.values())

    def add(self, count, kind=None, folder="work"):
        kinds, weights = [*KINDS], [weight for weight, _ in KINDS.values()]
        for _ in range(round(count)):
            sort = kind or self.random.choices(kinds, weights)[0]
            dense = self.random.random() < KINDS[sort][1]
            number, size = self.fresh(), int(self.random.lognormvariate(11, 2))
            self.put(f"{folder}/{sort}-{number}", File(number, dense, sort, size))

    def add_share(self, share, kind=None, folder="work"):
        self.add(share * len(self.files), kind, folder)

    def some(self, share, kind=None):
        names = [name for name, file in self.files.items() if kind in (None, file.kind)]
        return self.random.sample(names, min(len(names), round(share * len(self.files))))

    def rewrite(self, names, *, dense=None):
        for name in names:
            old = self.files[name]
            self.put(name, File(self.fresh(), old.dense if dense is None else dense, old.kind, old.size))

    def delete(self, names):
        for name in names:
            self.put(name, None)

    def move(self, names, folder):
        for name in names:
            file = self.files[name]
            self.put(name, None)
            self.put(f"{folder}/{name}", file)

    def day(self, number, *, school=True):
        """Let people work: little on weekends and in the holidays."""
        pace = self.random.uniform(0.4, 1.6) if school and number % 7 < 5 else 0.05
        self.rewrite(self.some(0.008 * pace))
        self.add_share(0.005 * pace)
        self.delete(self.some(0.003 * pace))
        self.move(self.some(0.001 * pace), f"sorted-{number}")
        self.rewrite(self.some(0.0004 * pace, "text"), dense=True)

    def count(self):
        pairs = [(was, self.files.get(name)) for name, was in self.touched.items()]
        new = [now for was, now in pairs if now and not was]
        gone = {was.content for was, now in pairs if was and not now}
        moved = [now for now in new if now.content in gone]
        changed = [(was, now) for was, now in pairs if was and now and was.content != now.content]
        return Figures(
            entries=len(self.files),
            bytes=self.size(),
            new=len(new),
            changed=len(changed),
            vanished=len(gone),
            dense_new=sum(now.dense for now in new),
            dense_changed=sum(now.dense for _, now in changed),
            grew_dense=sum(now.dense and not was.dense for was, now in changed),
            **only_known(moved=len(moved), dense_moved=sum(now.dense for now in moved)),
        )

    def back_up(self, tolerance=None):
        """Judge a backup; a good one becomes what the next is counted against. Returns the words."""
        now = self.count()
        found = doubts(now, Known(self.history, self.since), {}, tolerance or Tolerance())
        if not found:
            self.accept(now)
        return tuple(each.word for each in found)

    def accept(self, now):
        self.touched = {}
        self.history = [*self.history, now]


def only_known(**counts):
    known = {each.name for each in fields(Figures)}
    return {name: count for name, count in counts.items() if name in known}


HARMLESS = {
    "six weeks of holidays, then work again": lambda s: [
        word for night in range(60) for word in (s.day(night, school=night > 42), s.back_up())[1]
    ],
    "August: homes from a template for new students, 10 %": lambda s: s.add_share(0.1),
    "a software roll-out, 8 % rewritten and 4 % added": lambda s: (
        s.rewrite(s.some(0.08)),
        s.add_share(0.04, "program"),
    ),
    "folders put in order, 15 % moved": lambda s: s.move(s.some(0.15), "in order"),
    "end of the semester, 6 % deleted": lambda s: s.delete(s.some(0.06)),
    "the yearbook's pictures arrive, a third more files": lambda s: s.add_share(0.33, "picture"),
    "the yearbook's pictures are retouched, 12 %": lambda s: s.rewrite(s.some(0.12, "picture")),
    "the graduates' work moves into an archive folder, 25 %": lambda s: s.move(s.some(0.25), "archive"),
    "the graduates' work is zipped, 25 % into 1 %": lambda s: (
        s.delete(s.some(0.25)),
        s.add_share(0.01, "picture", "archive"),
    ),
    "summer: 35 % deleted in one night": lambda s: s.delete(s.some(0.35)),
    "a teacher zips 0.7 %, file by file": lambda s: (
        s.delete(s.some(0.007)),
        s.add_share(0.007, "picture"),
    ),
}
DOUBTED = {
    "summer: 60 % deleted in one night": lambda s: s.delete(s.some(0.6)),
    "6 % saved in a new format under other names": lambda s: (
        s.delete(s.some(0.06, "text")),
        s.add_share(0.06, "document"),
    ),
    "the yearbook arrives on the night of the clearing": lambda s: (
        s.delete(s.some(0.2)),
        s.add_share(0.3, "picture"),
    ),
    "a roll-out that rewrites 40 %": lambda s: s.rewrite(s.some(0.4)),
}


def in_place(share, part, kind=None, *, dense=True):
    for name in unhit(share, part, kind):
        old = share.files[name]
        share.put(name, File(share.fresh(), dense or old.dense, "hit", old.size))


def renamed(share, part, name_of, *, dense=True):
    for name in unhit(share, part, None):
        old = share.files[name]
        share.put(name, None)
        share.put(name_of(name), File(share.fresh(), dense, "hit", old.size))


def unhit(share, part, kind):
    left = [n for n, f in share.files.items() if f.kind != "hit" and kind in (None, f.kind)]
    return share.random.sample(left, min(len(left), round(part * len(share.files))))


def suffixed(name):
    return f"{name}.locked"


ATTACKS = {
    "all at once, in place": lambda s: in_place(s, 1),
    "all at once, with a new suffix": lambda s: renamed(s, 1, suffixed),
    "all at once, names made unreadable": lambda s: renamed(s, 1, lambda name: name.encode().hex()),
    "all at once, written as text (base64)": lambda s: renamed(s, 1, suffixed, dense=False),
    "all at once, in parts that the sample misses": lambda s: in_place(s, 1, dense=False),
    "documents only, at once": lambda s: in_place(s, 1, "document"),
    "pictures only, at once": lambda s: in_place(s, 1, "picture"),
    "all deleted but a note": lambda s: (s.delete(s.some(1)), s.add(3, "text")),
    "5 % a night, in place": lambda s: in_place(s, 0.05),
    "5 % a night, with a new suffix": lambda s: renamed(s, 0.05, suffixed),
    "5 % a night, in parts that the sample misses": lambda s: in_place(s, 0.05, dense=False),
    "5 % a night, documents only": lambda s: in_place(s, 0.05, "document"),
    "1 % a night, in place": lambda s: in_place(s, 0.01),
    "1 % a night, with a new suffix": lambda s: renamed(s, 0.01, suffixed),
    "1 % a night, documents only": lambda s: in_place(s, 0.01, "document"),
}


def learnt(seed, files=FILES):
    """Return a share with ordinary nights behind it, and the words of any that was doubted."""
    share, doubted = Share(seed, files), []
    for night in range(LEARNT):
        share.day(night)
        doubted += share.back_up()
    return share, doubted


def harmless(seed, event, files=FILES):
    """Return the words that a harmless event, and the three weeks of work before and after, gave rise to."""
    share, doubted = learnt(seed, files)
    said = event(share)
    doubted += said if isinstance(said, list) else ()
    for night in range(LEARNT, LEARNT + 21):
        share.day(night)
        words = share.back_up()
        if words:
            share.accept(share.count())
            share.since = len(share.history) - 1
        doubted += words
    return doubted


def siege(seed, attack, *, nights=40, files=FILES):
    """Return the night that first was doubted, the words, and the share of files hit by then; or ``None``."""
    share, _ = learnt(seed, files)
    for night in range(1, nights + 1):
        share.day(LEARNT + night)
        attack(share)
        words = share.back_up()
        if words:
            hit = sum(file.kind == "hit" for file in share.files.values())
            return night, words, hit / len(share.files)
    return None


MISSED = ("1 % a night, documents only", "5 % a night, documents only")
"""What is not seen by counts, or not always: a canary among the documents has to."""


def confusion(seeds, files=FILES):
    """Return the confusion table: for each scenario how many of the seeds raised which word, and when."""
    rows = [
        ("harmless", name, "", _said([harmless(s, e, files) for s in seeds])) for name, e in HARMLESS.items()
    ]
    rows += [
        ("harmless, doubted all the same", name, "", _said([harmless(s, e, files) for s in seeds]))
        for name, e in DOUBTED.items()
    ]
    for name, attack in ATTACKS.items():
        found = [siege(seed, attack, files=files) for seed in seeds]
        rows.append(("attack", name, _when(found), _said([each[1] if each else () for each in found])))
    return rows


def _said(words):
    raised = [each for each in words if each]
    every = sorted({word for each in raised for word in each})
    return f"{len(raised)} of {len(words)}" + (f" ({', '.join(every)})" if every else "")


def _when(found):
    nights = sorted(each[0] for each in found if each)
    if not nights:
        return "never in 40 nights"
    middle = nights[len(nights) // 2]
    hit = sorted(each[2] for each in found if each)[len(nights) // 2]
    return f"night {middle} (at the latest {nights[-1]}), {hit:.0%} hit"
