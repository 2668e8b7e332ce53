#!/usr/bin/env bash
# Makes the files of this folder from the npm package of MapLibre GL JS, checked against its checksum.
#
#   rebuild.sh           download, convert, write
#   rebuild.sh --check   download, convert, compare with the files here
#
# Needs npm, tar and python3. The package has ES modules, which a page opened from a file cannot load from itself; so the module
# becomes a script that sets the global `maplibregl`, and the worker a classic worker. Nothing else is changed. Both are kept as the page
# carries them: packed by gzip, in base64.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=6.17.0
sha256=587807d8d6c99349022e027fa310c16cfaa55392131f6263df080306db6809b0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent "maplibre-gl@$version" >/dev/null)
echo "$sha256  $work/maplibre-gl-$version.tgz" | sha256sum --check --quiet
tar -xzf "$work/maplibre-gl-$version.tgz" -C "$work"
python3 - "$work/package" "$here" "${1:-}" <<'PYTHON'
import base64
import gzip
import re
import sys
from pathlib import Path

package, here, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
EXPORTS = re.compile(r"export\{([^{}]*)\};?\s*(//# sourceMappingURL=\S+)?\s*$")


def read(name):
    return (package / name).read_text(encoding="utf-8")


def split_exports(text):
    found = EXPORTS.search(text)
    pairs = [pair.split(" as ") for pair in found[1].split(",")]
    return text[: found.start()], {name: local for local, name in pairs}


def script():
    text, exports = split_exports(read("dist/maplibre-gl.mjs"))
    text = text.replace("import.meta.url", "document.baseURI")
    names = ",".join(f"{name}:{local}" for name, local in sorted(exports.items()))
    banner, rest = text.split("*/", 1)
    return f"{banner}*/(()=>{{{rest}globalThis.maplibregl={{{names}}}}})();\n"


def worker():
    text, _ = split_exports(read("dist/maplibre-gl-worker.mjs"))
    return f"(()=>{{{text}}})();\n"


files = {
    "maplibre-gl.js.gz.base64": script(),
    "maplibre-gl-worker.js.gz.base64": worker(),
    "maplibre-gl.css.gz.base64": read("dist/maplibre-gl.css"),
    "LICENSE.txt": read("LICENSE.txt"),
}
for name, text in files.items():
    assert "import.meta" not in text and "</script" not in text, name
    path = here / name
    if mode == "--check":
        there = path.read_bytes()
        # Compressors differ between versions of zlib; what they hold must not.
        there = gzip.decompress(base64.b64decode(there)) if name.endswith(".base64") else there
        assert there == text.encode(), f"{name} is not what the package gives"
    else:
        packed = base64.b64encode(gzip.compress(text.encode(), 9, mtime=0))
        path.write_bytes(packed if name.endswith(".base64") else text.encode())
    print(f"{name}: {len(text.encode())} bytes, {path.stat().st_size} in this folder")
PYTHON
