"""The table of ours over the rival's: python table.py RESULTS.jsonl. Fails when checksums differ."""
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8") if line.strip()]
ours = {line["workload"]: line for line in lines if line["rival"] == "ringshed"}
print(f"{'workload':32} {'rival':22} {'s':>8} {'ours':>8} {'ratio':>7} {'CPU s':>8} {'ours':>8} {'ratio':>7} {'MB':>6} {'ours':>6}")


def same(a, b):
    """Counts are equal, sums to nine digits: they are added up in another order."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b or (isinstance(a, float) or isinstance(b, float)) and abs(a - b) <= 1e-9 * max(abs(a), abs(b))


differ = []
for rival in lines:
    own = ours.get(rival["workload"])
    if own is None or rival["rival"] == "ringshed":
        continue
    if not same(own["checksum"], rival["checksum"]):
        differ.append(f"{rival['workload']}: {rival['checksum']} by {rival['rival']}, {own['checksum']} by ours")
    cells = [rival["seconds"], own["seconds"], rival["cpu_seconds"], own["cpu_seconds"]]
    print(
        f"{rival['workload']:32} {rival['rival']:22} {cells[0]:8.3f} {cells[1]:8.3f} {cells[0] / cells[1]:6.1f}x"
        f" {cells[2]:8.3f} {cells[3]:8.3f} {cells[2] / cells[3]:6.1f}x {rival['peak_rss_mb']:6.0f} {own['peak_rss_mb']:6.0f}"
    )
sys.exit("\n".join(["checksums differ:", *differ]) if differ else 0)
