"""An emulated AWS organization for the end-to-end tests: `python serve.py`, or `python serve.py --once` for people.

See README.md for the protocol.
"""

import sys

sys.dont_write_bytecode = True  # The sources lie in the repository.

from process.cli import main

if __name__ == "__main__":
    sys.exit(main())
