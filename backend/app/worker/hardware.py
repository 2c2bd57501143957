"""What this machine has for generating."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

ASK_SECONDS = 10.0


@dataclass(frozen=True)
class Gpu:
    name: str
    memory_gb: float


def find_gpu() -> Gpu | None:
    """The GPU with the most memory, as its driver's own tool tells; None without one."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return None
    try:
        answer = subprocess.run(
            [tool, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return max(parse_gpus(answer.stdout), key=lambda gpu: gpu.memory_gb, default=None)


def parse_gpus(text: str) -> list[Gpu]:
    gpus = []
    for line in text.splitlines():
        name, _, mebibytes = line.rpartition(",")
        if name and mebibytes.strip().isdigit():
            gpus.append(Gpu(name.strip(), round(int(mebibytes) / 1024, 1)))
    return gpus
