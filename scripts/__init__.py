"""What acts on the chain and on this working copy: set-up, deployment, seeding, the local chain."""
