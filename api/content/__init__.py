"""Documents over HTTP: pin one, read one."""
