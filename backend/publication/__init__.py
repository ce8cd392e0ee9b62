"""Published pages: what a share link shows, as files that need no server."""
