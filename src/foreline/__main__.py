"""`python -m foreline` is the command line."""

from foreline.cli import main

main()
