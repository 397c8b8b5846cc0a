"""Sends transactions so that a crash at any point neither loses nor doubles one."""
