"""`symbia ballots`: signed ballots of test wallets, in any number and mix, for local chains.

`wallets` -> `mixing` chooses -> `question` knows what is asked -> `signing` -> `direct` or `posting` brings them
"""
