"""Builds a commit in Python: lays its files out, compiles them, runs its tests, and says what came of that."""

import os
import subprocess
import sys
import tempfile


def handler(request, context):
    commit = request.json()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in commit["files"].items():
            path = os.path.normpath(os.path.join(folder, name))
            if not path.startswith(folder + os.sep):
                raise ValueError("%s lies outside of the repository" % name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        built, output = run(folder, "compileall", "-q", ".")
        if not built:
            return told(commit, False, "build", output)
        passed, output = run(folder, "unittest", "discover", "-p", "*_test.py")
        return told(commit, passed, "test", output)


def run(folder, *module):
    """Runs a module in a folder; of what it prints the last 2,000 characters are told."""
    ran = subprocess.run(
        [sys.executable, "-m", *module], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=25, text=True
    )
    return ran.returncode == 0, ran.stdout[-2000:]


def told(commit, passed, step, output):
    return {
        "repository": commit["repository"],
        "commit": commit["commit"],
        "passed": passed,
        "step": step,
        "output": output,
    }
