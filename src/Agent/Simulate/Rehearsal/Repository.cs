using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>A repository in a folder: suite <c>rehearsal</c>, component <c>main</c>, unsigned.</summary>
internal static class Repository
{
    public const string Suite = "rehearsal";

    /// <summary>Writes its indexes.</summary>
    /// <param name="folder">Its top; the packages are in <c>pool</c>.</param>
    /// <param name="packages">What it offers.</param>
    /// <param name="architecture">The root's own.</param>
    /// <param name="at">The date of its Release.</param>
    public static void Publish(string folder, IEnumerable<StagedPackage> packages, string architecture, DateTimeOffset at)
    {
        var index = new StringBuilder();
        foreach (var package in packages)
        {
            var content = File.ReadAllBytes(Path.Join(folder, "pool", package.FileName));
            index.Append(package.Control.TrimEnd()).Append('\n')
                .Append(CultureInfo.InvariantCulture, $"Filename: pool/{package.FileName}\nSize: {content.Length}\nSHA256: {Hash(content)}\n\n");
        }

        var list = Encoding.UTF8.GetBytes(index.ToString());
        var place = $"main/binary-{architecture}/Packages";
        var suite = Path.Join(folder, "dists", Suite);
        Directory.CreateDirectory(Path.Join(suite, Path.GetDirectoryName(place)));
        File.WriteAllBytes(Path.Join(suite, place), list);
        File.WriteAllText(
            Path.Join(suite, "Release"),
            string.Create(CultureInfo.InvariantCulture, $"""
                Origin: KuPkg rehearsal
                Label: KuPkg rehearsal
                Suite: {Suite}
                Codename: {Suite}
                Date: {at.ToUniversalTime():r}
                Architectures: {architecture}
                Components: main
                SHA256:
                 {Hash(list)} {list.Length} {place}

                """));
        foreach (var file in (string[])[Path.Join(suite, place), Path.Join(suite, "Release")])
            File.SetLastWriteTimeUtc(file, at.UtcDateTime);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
