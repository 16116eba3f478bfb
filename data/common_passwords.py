#!/usr/bin/env python3
"""Makes data/common-passwords.zip from the list that Django ships.

    pip download --no-deps django
    unzip -p django-*.whl django/contrib/auth/common-passwords.txt.gz > common-passwords.txt.gz
    python3 data/common_passwords.py common-passwords.txt.gz

Nothing is fetched, nothing is random: the same input gives the same bytes.
"""

import gzip
import sys
import zipfile
from pathlib import Path

OUT = Path(__file__).resolve().parent / "common-passwords.zip"
# Shorter ones are part of too many good passwords.
SHORTEST = 4
# What the list, an English one, lacks. Folded: small letters without diacritics, no blanks.
VIETNAMESE = """
    anhyeuem emyeuanh yeuem yeuanh conyeume conyeubome matkhau matkhaumoi doimatkhau dangnhap xinchao khongbiet
    khongnho toilaai vietnam vietnamvodich hanoi saigon hoankiem bienpho bangron congan quantri quantrivien canbo
    phutrach vanhoa thanhpho hochiminh mothaiba motngaydep
""".split()


def main(source):
    words = set(VIETNAMESE)
    for line in gzip.open(source, "rt", encoding="utf-8"):
        word = "".join(c for c in line.lower() if c.isascii() and c.isalnum())
        if len(word) >= SHORTEST:
            words.add(word)
    entry = zipfile.ZipInfo("common-passwords.txt", (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(OUT, "w") as archive:
        archive.writestr(entry, "\n".join(sorted(words)) + "\n", compresslevel=9)
    print(f"{OUT.name}: {len(words)} passwords, {OUT.stat().st_size:,} bytes")


main(sys.argv[1])
