"""From changes of rows to the database."""
