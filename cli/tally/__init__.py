"""`symbia tally`: count a proposal's ballots again, one by one, and compare with what the contracts say.

`chain` (from the node's logs) or `tables` (from the database) -> `recount` -> `contracts` compares -> `show`
"""
