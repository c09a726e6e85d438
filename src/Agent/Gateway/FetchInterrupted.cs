namespace KuPkg.Agent.Gateway;

/// <summary>A file cannot be gone on with: what was given of it may not be joined with what any mirror has. It must begin again.</summary>
internal sealed class FetchInterrupted(string words) : Exception(words);
