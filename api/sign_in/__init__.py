"""Sign-in with a wallet (EIP-4361)."""
