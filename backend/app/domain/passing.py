"""Files that other programs make only on their way to another: half a download, an editor's lock, a safety copy."""

from __future__ import annotations

import re

_PASSING = re.compile(
    r"~\$.*|\.~lock\..*#|\.#.*|#.*#|.*~|4913|\.goutputstream-.*|\.fuse_hidden.*|\.nfs[0-9a-f]+|\.ds_store|thumbs\.db|desktop\.ini"
    r"|.*\.(part|partial|crdownload|download|filepart|aria2|tmp|temp|swp|swo|swx|kate-swp|lock)",
    re.IGNORECASE,
)


def is_passing(name: str) -> bool:
    """Whether a file of this name is not there to stay."""
    return _PASSING.fullmatch(name) is not None
