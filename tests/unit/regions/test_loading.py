"""What loading the divisions costs, counted in work and not in seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

from casebook import regions
from casebook.regions import communities

_WATCHED = """
import json, sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
def data_files():
    return sorted({path.rsplit("/", 1)[-1] for path in opened if "/regions/data/" in path})
from casebook import regions
after_import = data_files()
regions.is_within("370102", "37"), regions.children("3701")
after_codes = data_files()
regions.find("章丘市"), regions.names_at(regions.Level.STREET)
after_names = data_files()
regions.children("370102009"), regions.children("370102010")
after_communities = data_files()
from casebook.regions.communities import _district
print(json.dumps({
    "import": after_import, "codes": after_codes, "names": after_names, "communities": after_communities,
    "blocks": _district.cache_info().misses,
    "foreign": sorted({"sqlalchemy", "flask", "pypinyin"} & {name.partition(".")[0] for name in sys.modules}),
}))
"""


def test_each_question_reads_only_the_files_that_it_needs() -> None:
    done = subprocess.run([sys.executable, "-c", _WATCHED], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert seen["import"] == []
    assert seen["codes"] == ["changes.csv", "divisions.bin"]
    assert seen["names"] == ["aliases.csv", "changes.csv", "divisions.bin"]
    assert seen["communities"] == ["aliases.csv", "changes.csv", "communities.bin", "divisions.bin"]
    assert seen["blocks"] == 1, "two streets of one district are one block"
    assert seen["foreign"] == []


def test_the_data_stay_small() -> None:
    sizes = {file.name: len(file.read_bytes()) for file in (files("casebook.regions") / "data").iterdir()}
    assert sum(sizes.values()) < 6_000_000
    assert sizes["divisions.bin"] < 400_000


def test_the_communities_of_the_whole_country_are_never_in_memory_at_once() -> None:
    for province in regions.children(""):
        for city in regions.children(province.code)[:4]:
            for district in regions.children(city.code)[:2]:
                regions.children(district.code)
                regions.communities_named("建设社区", within=district.code)
    cache = communities._district.cache_info()
    assert cache.maxsize is not None
    assert cache.currsize <= cache.maxsize < 1_000  # of 2,900 districts, a few kilobytes of text each


def test_threads_get_the_same_answers_as_one() -> None:
    streets = [street.code for street in regions.children("370102")] * 4
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(regions.children, streets))
    assert together == [regions.children(street) for street in streets]
