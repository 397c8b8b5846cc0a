"""What a ballot is: choices, what wallets sign, how ballots are packed, how they are counted.

Pure, and imports nothing of the house but other rules: the API, the relay and whoever doubts them say the same.
"""
