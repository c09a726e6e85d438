namespace KuPkg.Policy.Mirrors;

/// <summary>Why a mirror did not deliver a file. The names are what the history and JSON say.</summary>
public enum FailureCause
{
    /// <summary>The connection was refused.</summary>
    Refused,

    /// <summary>No connection came about within the limit, or there is no route.</summary>
    Unreachable,

    /// <summary>Its name does not resolve.</summary>
    Name,

    /// <summary>TLS failed: a certificate that is expired, not trusted, or for another name.</summary>
    Tls,

    /// <summary>404 or 410.</summary>
    NotFound,

    /// <summary>401, 403 or 407, or another refusal of the 4xx kind.</summary>
    Forbidden,

    /// <summary>429 or 5xx.</summary>
    ServerError,

    /// <summary>Bytes come, below the floor.</summary>
    Slow,

    /// <summary>No byte within the limit.</summary>
    Silent,

    /// <summary>The connection was reset or closed before the end.</summary>
    Broken,

    /// <summary>What came is no right answer to the request: wrong lengths or ranges, an encoding nobody asked for, headers or a body without an end, a redirect loop.</summary>
    BadAnswer,

    /// <summary>The content is not the one that the hash or the package manager asks for.</summary>
    WrongContent,

    /// <summary>Its Release is older than what this host has seen, or expired.</summary>
    Stale,
}
