#!/usr/bin/env python3
"""Run a command of Bawaba from the source tree."""

from bawaba.project.cli import main

if __name__ == "__main__":
    main()
