"""The whole product on makes of node that the public runs: geth and Hardhat, started here."""
