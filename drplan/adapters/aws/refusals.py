"""AWS's refusals in the operator's words: what failed, which permission is missing, what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)

from drplan.adapters.aws.faults import (
    BAD_KEYS,
    CLOCK,
    CLOCK_SAID,
    DENIED,
    ELSEWHERE,
    EXPIRED,
    call_of,
    denier_of,
    error_code,
    message_of,
    permission_of,
    plain,
    region_of,
    told_of,
    tries_of,
)
from drplan.adapters.aws.retries import ONCE, SERVER_FAULT, THROTTLED, unsure_call
from drplan.errors import DrplanError, SecretMissing, SourceError, Unreachable

_FORBIDDEN = 403
_VALUE = re.compile(r", value: .*, type:")
"""What botocore quotes of a request that it does not send: it may be an item of a table, about a pupil."""
_NO_KEYS = (
    NoCredentialsError,
    PartialCredentialsError,
    CredentialRetrievalError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)


def _denied(subject: str, error: ClientError) -> DrplanError:
    needed, denier = permission_of(error), denier_of(error)
    line = f"{subject}: AWS denied {call_of(error)}: it needs the permission {needed}"
    if denier:
        return SourceError(
            f"{line}, and a {denier} denies it",
            next_step=f"see who wrote that {denier} and why; allowing {needed} elsewhere does not help",
        )
    other = " (or see that the bucket is this account's)" if error_code(error) == "403" else ""
    return SourceError(line, next_step=f"allow {needed} to drplan's identity{other}, then try again")


def _expired(subject: str, error: ClientError) -> DrplanError:
    return SecretMissing(
        f"{subject}: the AWS credentials have expired ({error_code(error)} to {call_of(error)})",
        next_step="renew them (aws sso login, or a new session), then run the same again: what is done stays",
    )


def _bad_keys(subject: str, error: ClientError) -> DrplanError:
    return SecretMissing(
        f"{subject}: AWS does not accept these credentials ({error_code(error)} to {call_of(error)})",
        next_step="renew the access key, then check with: aws sts get-caller-identity",
    )


def _elsewhere(subject: str, error: ClientError) -> DrplanError:
    region = region_of(error)
    where = f"it is in {region}" if region else "it is in another one"
    next_step = f"declare region={region!r}" if region else "declare what aws s3api get-bucket-location says"
    return SourceError(
        f"{subject}: wrong region for {call_of(error)} ({error_code(error)}): {where}",
        next_step=f"{next_step}, then try again",
    )


def _clock(subject: str, error: ClientError) -> DrplanError:
    theirs = told_of(error).get("HTTPHeaders", {}).get("date", "")
    says = f"; AWS's says {theirs}" if theirs else ""
    return SourceError(
        f"{subject}: this machine's clock is off ({error_code(error)} to {call_of(error)}){says}",
        next_step="set the clock (see timedatectl), then try again; the credentials are not at fault",
    )


def _throttled(subject: str, error: ClientError) -> DrplanError:
    return Unreachable(
        f"{subject}: AWS asks to slow down: {error_code(error)} to {call_of(error)}, {tries_of(error)}",
        next_step="run the same again in a few minutes: what is done stays; or ask AWS for a higher limit",
    )


def _failed(subject: str, error: ClientError) -> DrplanError:
    if error.operation_name in ONCE:
        return _unsure(subject, call_of(error), error_code(error))
    return SourceError(
        f"{subject}: AWS failed at {call_of(error)}: {error_code(error)}, {tries_of(error)}",
        next_step="see https://health.aws.amazon.com, then run the same again: what is done stays",
    )


def _unsure(subject: str, call: str, why: str) -> DrplanError:
    return SourceError(
        f"{subject}: {call} may have been done or not ({why}); trying again could do it twice",
        next_step="look whether it is there before you run it again",
    )


def _other(subject: str, error: ClientError) -> DrplanError:
    code = error_code(error)
    return SourceError(
        f"{subject}: AWS refused {call_of(error)}: {code}: {plain(message_of(error))}",
        next_step=f"look up {code} for {call_of(error)} in AWS's documentation and check the declared names",
    )


def _silent(subject: str, error: ClientError) -> DrplanError:
    """Say what a 400 to a HEAD request can be: such an answer has no room for a reason."""
    return SourceError(
        f"{subject}: AWS refused {call_of(error)} and did not say why (400)",
        next_step="most often the credentials have expired: aws sts get-caller-identity says so",
    )


_KINDS: tuple[tuple[frozenset[str], Callable[[str, ClientError], DrplanError]], ...] = (
    (CLOCK, _clock),
    (DENIED, _denied),
    (EXPIRED, _expired),
    (BAD_KEYS, _bad_keys),
    (ELSEWHERE, _elsewhere),
    (THROTTLED, _throttled),
    (frozenset({"400"}), _silent),
)


def refused(subject: str, error: ClientError) -> DrplanError:
    """Return drplan's error for AWS's; ``subject`` is the account or ``account/bucket``."""
    code, status = error_code(error), int(told_of(error).get("HTTPStatusCode", 0))
    if code in BAD_KEYS and CLOCK_SAID.search(message_of(error)):
        return _clock(subject, error)
    for codes, say in _KINDS:
        if code in codes:
            return say(subject, error)
    if status == _FORBIDDEN:
        return _denied(subject, error)
    return _failed(subject, error) if status >= SERVER_FAULT else _other(subject, error)


def _not_answered(subject: str, error: Exception) -> DrplanError:
    unsure = unsure_call(error)
    if unsure:
        return _unsure(subject, unsure, "the answer was lost")
    return Unreachable(
        f"{subject}: AWS does not answer: {plain(str(error))}",
        next_step="check the network and AWS_ENDPOINT_URL, then try again",
    )


def _without_credentials(subject: str, error: Exception) -> DrplanError:
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return SecretMissing(
            f"{subject}: no AWS credentials are set",
            next_step="set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment",
        )
    return SecretMissing(
        f"{subject}: no AWS credentials could be had ({type(error).__name__})",
        next_step="sign in anew (aws sso login), or see what aws sts get-caller-identity says",
    )


@contextmanager
def errors_for(subject: str) -> Iterator[None]:
    """Turn botocore's errors into drplan's; ``subject`` is the account or ``account/bucket``.

    Nothing of botocore's stays chained to them: its words may quote tokens. Raises ``Unreachable`` (no
    answer, or throttled to the end), ``SecretMissing`` (credentials) or ``SourceError``.
    """
    try:
        yield
    except ClientError as error:
        raise refused(subject, error) from None
    except _NO_KEYS as error:
        raise _without_credentials(subject, error) from None
    except (HTTPClientError, NoConnection) as error:
        raise _not_answered(subject, error) from None
    except ParamValidationError as error:
        raise SourceError(
            f"{subject}: {plain(_VALUE.sub(', type:', str(error)))}",
            next_step="look at the declared names; if they are right, tell whoever maintains drplan",
        ) from None
    except BotoCoreError as error:
        raise SourceError(
            f"{subject}: {plain(str(error))}",
            next_step="check the AWS settings of this environment: aws configure list",
        ) from None
