"""The page at `/`: rendered on the server from the API's own queries, complete without JavaScript for reading."""

from api.web.mount import mount_web

__all__ = ["mount_web"]
