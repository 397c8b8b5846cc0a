"""What a ballot is: choices, the documents wallets sign, how they are packed, how they are counted.

Pure, and imports nothing of the house: the API, the relay and whoever doubts them say the same.
"""
