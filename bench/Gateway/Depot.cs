using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KuPkg.Harness;

namespace KuPkg.Bench.Gateway;

/// <summary>A repository of packages that are good for downloading and nothing else: noise with a size and a hash.</summary>
internal sealed class Depot : IDisposable
{
    public Depot(int packages, int bytesEach)
    {
        Directory = Workspace.NewDirectory("depot");
        System.IO.Directory.CreateDirectory(Path.Join(Directory, "pool"));
        var index = new StringBuilder();
        var noise = new Random(1);
        for (var i = 0; i < packages; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"p{i:000}");
            var content = new byte[bytesEach];
            noise.NextBytes(content);
            File.WriteAllBytes(Path.Join(Directory, $"pool/{name}.deb"), content);
            index.Append(CultureInfo.InvariantCulture, $"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: Bench <bench@example.org>\nFilename: pool/{name}.deb\nSize: {bytesEach}\nSHA256: {Convert.ToHexStringLower(SHA256.HashData(content))}\nDescription: noise\n\n");
            Packages.Add(name);
        }

        const string path = "main/binary-amd64/Packages";
        var bytes = Encoding.ASCII.GetBytes(index.ToString());
        System.IO.Directory.CreateDirectory(Path.Join(Directory, "dists/stable/main/binary-amd64"));
        File.WriteAllBytes(Path.Join(Directory, "dists/stable", path), bytes);
        File.WriteAllText(
            Path.Join(Directory, "dists/stable/Release"),
            $"Origin: Bench\nSuite: stable\nCodename: stable\nDate: {TimeProvider.System.GetUtcNow().AddMinutes(-1):r}\nArchitectures: amd64 all\nComponents: main\nSHA256:\n {Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length} {path}\n".Replace("GMT", "UTC", StringComparison.Ordinal));
    }

    public string Directory { get; }

    public List<string> Packages { get; } = [];

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
