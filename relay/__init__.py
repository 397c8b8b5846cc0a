"""What the house sends to the chain itself: its own key, a journal of every transaction, the keeper."""
