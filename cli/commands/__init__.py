"""The subcommands of `symbia`. Each imports what it needs when it runs: a server needs no Brownie."""
