"""What somebody who runs the indexer can see of it: metrics, health, readiness, and that it lives."""
