"""run.py FOLDER PROGRAM [OPTION...]

Runs a fuzzer, and says how a failure is repeated. FOLDER keeps the bytes with which it failed.
"""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path


def main(folder, program, *options):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    begin = time.time() - 1
    # What is slow here is fast on another machine.
    status = subprocess.call([program, *options, f"-artifact_prefix={folder}/", "-report_slow_units=3600"])
    on_servers = "scripts/postgres run build/server -- " if "ROWAN_TEST_POSTGRES" in os.environ else ""
    for found in sorted(each for each in folder.iterdir() if each.is_file() and each.stat().st_mtime >= begin and status != 0):
        print(f"to repeat the failure: {on_servers}{shlex.join([program, str(found)])}", flush=True)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
