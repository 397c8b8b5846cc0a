"""The chain as everything here reads it: one JSON-RPC client, the deployment, the ABIs."""
