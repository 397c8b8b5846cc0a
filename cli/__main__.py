"""`python -m cli`: the `symbia` command."""

from cli.app import main

main()
