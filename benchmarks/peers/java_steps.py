"""Our training step as a whole process, started as the launcher starts it."""

import json
import os
import subprocess

TUNABLES = "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=2147483648"
TUNABLES += ":glibc.malloc.top_pad=268435456:glibc.malloc.arena_max=1"
FLAGS = ["--enable-native-access=ALL-UNNAMED", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=50"]


def last_line(command, environment=None):
    """What the process prints last, read as JSON."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\nfailed: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def measure(options, main, steps, settings):
    """`settings` are key=value of the configuration."""
    environment = {**os.environ, "GLIBC_TUNABLES": TUNABLES, "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "1000"}
    java = [options.java, *FLAGS, "-cp", options.classpath, f"io.github.dino4j.benchmarks.{main}", str(steps)]
    return last_line(java + settings, environment)


def print_row(cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def print_head(cells):
    print_row(cells)
    print_row(["---"] * len(cells))
