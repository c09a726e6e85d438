namespace KuPkg.Agent.Gateway;

/// <summary>
/// The loopback fetcher of one run: a proxy on 127.0.0.1 that serves the files of the configured groups and nothing else. Disposing of it closes the port, ends what
/// is in flight and deletes what was fetched ahead. All members may be called from several threads at once.
/// </summary>
internal interface IGateway : IAsyncDisposable
{
    /// <summary>Where it listens, as a proxy setting: <c>http://user:password@127.0.0.1:port/</c>. The password is new for each gateway: keep it out of logs and argument vectors.</summary>
    Uri Address { get; }

    /// <summary>A refresh begins: each release is tied anew to the mirror that serves it.</summary>
    void BeginRefresh();

    /// <summary>The download plan in the order of the package manager. Starts fetching ahead; an earlier plan is forgotten. A file below no group is left out.</summary>
    void Expect(IReadOnlyList<ExpectedFile> files);

    /// <summary>The package manager found this file to be wrong: the next fetch of it is unspliced and from another mirror than those that served it.</summary>
    /// <param name="address">As in <see cref="ExpectedFile.Address"/>.</param>
    void Distrust(string address);

    /// <summary>What was done until now.</summary>
    GatewayReading Read();
}
