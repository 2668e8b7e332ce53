"""Puts the checksums of SHA256SUMS into the table of geodata/README.md, so that the page cannot fall behind the files.

    python readme.py GEODATA [--check]
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"(<!-- checksums -->\n```\n).*?(```\n<!-- /checksums -->)", re.DOTALL)


def main(geodata, mode):
    page = geodata / "README.md"
    old = page.read_text("utf-8")
    new = BLOCK.sub(lambda match: match[1] + (geodata / "SHA256SUMS").read_text("utf-8") + match[2], old)
    if mode == "--check":
        if new != old:
            raise SystemExit("README.md: checksums are not those of SHA256SUMS")
    else:
        page.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
