"""Where the interpreter begins.

``run.py`` becomes a runner, ``run.py inspect FILE|FOLDER [HANDLER]`` looks into an upload, ``run.py build plan|run …`` gets packages.
"""

import os
import sys

# In front while the runner loads itself, behind everything of the function's from then on.
_here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, _here)

if sys.argv[1:2] == ["inspect"]:
    from sluice_runner import inspection

    sys.exit(inspection.main(sys.argv[2:]))

if sys.argv[1:2] == ["build"]:
    from sluice_runner import building

    sys.exit(building.main(sys.argv[2:]))

from sluice_runner import main  # noqa: E402

sys.path.remove(_here)
sys.path.append(_here)
main.main()
