namespace KuPkg.Agent.Gateway;

/// <summary>A file that the package manager is going to ask for.</summary>
/// <param name="Address">Its address as the package manager will name it: http, below a <c>ServedAs</c> base. A password in it is not used.</param>
/// <param name="SizeBytes">Its size; null: not known.</param>
/// <param name="Hash">Its hash as <c>--print-uris</c> prints it, such as <c>SHA256:dc24…</c>; MD5Sum, SHA1, SHA256, SHA512. Null: not known.</param>
internal sealed record ExpectedFile(string Address, long? SizeBytes, string? Hash);
