"""The table of benchmarks/distillation: frozen figures of the teacher and of students, mean and range over seeds."""

import json
import sys
from pathlib import Path

KINDS = {
    "scratch": "student from scratch",
    "heads": "distilled by heads",
    "features": "distilled by features",
    "teacher": "the teacher",
}
FIGURES = {"knn": "top-1, k = 20", "linear": "top-1"}


def top1(run: Path, protocol: str) -> float:
    report = json.loads((run / "evaluation" / protocol / "metrics.json").read_text())
    return 100 * report["tests"]["test"][FIGURES[protocol]]["value"]


def cell(values: list[float]) -> str:
    mean = sum(values) / len(values)
    if len(values) == 1:
        return f"{mean:.1f}"
    return f"{mean:.1f} ({min(values):.1f} to {max(values):.1f})"


def parameters(run: Path) -> str:
    """In millions, of the backbone that the run left."""
    with open(run / "teacher.safetensors", "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    count = 0
    for name, entry in header.items():
        if name != "__metadata__":
            size = 1
            for side in entry["shape"]:
                size *= side
            count += size
    return f"{count / 1e6:.2f}"


def main() -> None:
    out = Path(sys.argv[1])
    print("| run | parameters, M | kNN, top-1 % | linear, top-1 % |\n|---|---|---|---|")
    for kind, words in KINDS.items():
        runs = [run for run in sorted(out.glob(f"{kind}*")) if (run / "evaluation/linear/metrics.json").exists()]
        if runs:
            knn = cell([top1(run, "knn") for run in runs])
            linear = cell([top1(run, "linear") for run in runs])
            print(f"| {words} | {parameters(runs[0])} | {knn} | {linear} |")


if __name__ == "__main__":
    main()
