"""TLS between the command line and the instance on its own machine."""

import ssl


def trusted(certificate: str) -> ssl.SSLContext | bool:
    """What a client trusts: the instance's own certificate alone, whatever name it is for.

    It is asked for by a loopback address, which no certificate names. Without a certificate's file
    it is what every client trusts.
    """
    if not certificate:
        return True
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    # The file names no authority that could be followed to its root.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
