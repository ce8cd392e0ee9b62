"""Publications made by processes of their own, so that the server goes on serving."""
