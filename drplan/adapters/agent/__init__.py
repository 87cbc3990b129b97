"""What drplan runs on a host: the standard library only, one request in, one answer out.

The same code works on the control machine (called directly) and on a protected host, where the
``backup-client`` baseline puts it as one archive. A request is a JSON object with a ``verb``; secrets travel
inside it over standard input, and reach restic by its environment. An answer is ``{"answer": …}`` or
``{"error": {"kind": …, "message": …}}``.
"""
