"""TLS between the command line and the instance on its own machine."""

import os
import ssl

from backend.cli.terminal.failure import ExitCode, Failure


def _trusting(file: str, what: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        # That of TLS has no sentence of its own.
        reason = "no certificate is in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise Failure(f"{what}: {file} cannot be read: {reason}.", ExitCode.USAGE) from error


def trusted(certificate: str, *, is_plain: bool = False) -> ssl.SSLContext | bool:
    """What a client trusts: the instance's own certificate alone, whatever name it is for.

    It is asked for by a loopback address, which no certificate names. Without a certificate's file
    it is what every client trusts, or what SSL_CERT_FILE names, which httpx passes over where it
    is told to use no proxy of the environment; and nothing where no TLS is spoken: reading the
    certificates of every authority takes a tenth of what a short command does.

    Raises:
        Failure: When the file cannot be read.
    """
    if not certificate:
        if is_plain:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        named = os.environ.get("SSL_CERT_FILE")
        return _trusting(named, "SSL_CERT_FILE") if named else True
    context = _trusting(certificate, "The instance's certificate")
    context.check_hostname = False
    # The file names no authority that could be followed to its root.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
