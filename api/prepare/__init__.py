"""From what somebody wants to do to an unsigned transaction that went through in a simulation."""
