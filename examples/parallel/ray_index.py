"""Index a folder or JSON Lines on all machines of a Ray cluster, then merge.

    pip install ray
    python ray_index.py texts.jsonl -o corpus.midu --parts 8

Each task runs `midu index` on one part; parts are of the compact layout, as a merge needs their
texts alone. `midu merge` then writes the bytes that one `midu index` over everything would write.
The folder of the parts (--scratch) must be seen by all machines.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import ray

# What patterns of files give a meaning to.
PATTERN, ESCAPED = r"([\\*?\[\]{}])", r"\\\1"


@ray.remote(num_cpus=1)
def index(midu: str, inputs: list[str], part: str) -> str:
    """Index some inputs; what the command says goes into the error where it fails."""
    command = [midu, "index", *inputs, "-o", part, "--layout", "compact", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return part


def parts_of(source: Path, scratch: Path, count: int) -> list[list[str]]:
    """What `midu index` gets for each part: the lines of a file, or what lies in a folder, in turns."""
    if source.is_dir():
        read = {".html", ".htm", ".md", ".txt"}
        below = (path.relative_to(source).parts for path in source.rglob("*") if path.suffix in read)
        tops = sorted({(parts[0], "/**" if len(parts) > 1 else "") for parts in below})
        # All parts read the same folder, each its share, so that addresses are those of the whole.
        globs = [f"--glob=/{re.sub(PATTERN, ESCAPED, name)}{rest}" for name, rest in tops]
        return [[str(source), *globs[start::count]] for start in range(min(count, len(globs)))]
    paths = [scratch / f"{number}.jsonl" for number in range(count)]
    outputs = [path.open("wb") for path in paths]
    with source.open("rb") as lines:
        for number, line in enumerate(lines):
            outputs[number % count].write(line)
    for output in outputs:
        output.close()
    return [[str(path)] for path in paths if path.stat().st_size > 0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="a folder, or a file of JSON Lines")
    parser.add_argument("-o", "--output", required=True, help="what `midu merge` writes")
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--workers", type=int, help="CPUs to use on this machine [default: all, or the cluster's]")
    parser.add_argument("--scratch", type=Path, help="folder for the parts [default: a temporary one]")
    parser.add_argument("--midu", default="midu", help="the command")
    arguments = parser.parse_args()
    ray.init(num_cpus=arguments.workers, include_dashboard=False, log_to_driver=False)
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        scratch = Path(folder)
        waiting = [
            index.remote(arguments.midu, inputs, str(scratch / f"{number}.midu"))
            for number, inputs in enumerate(parts_of(arguments.source, scratch, arguments.parts))
        ]
        parts = []
        while waiting:
            done, waiting = ray.wait(waiting)
            parts += ray.get(done)
            print(f"{len(parts)} of {len(parts) + len(waiting)} parts", file=sys.stderr)
        subprocess.run([arguments.midu, "merge", *parts, "-o", arguments.output], check=True)


if __name__ == "__main__":
    main()
