using System.Globalization;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>One line of apt's Status-Fd or of dpkg's <c>--status-fd</c>.</summary>
internal static class StatusLine
{
    // pmstatus:libfoo1:11.1111:Unpacking libfoo1 (amd64)
    // pmerror:/var/cache/apt/archives/failpre_1.0_all.deb:14.2857:new failpre package pre-installation script subprocess returned error exit status 8
    // pmconffile:/etc/cf.conf:40.0000:'/etc/cf.conf' '/etc/cf.conf.dpkg-new' 1 1
    // status: libfoo1:amd64: half-configured
    // status: libfoo1:amd64 : error : installed libfoo1 package post-installation script subprocess returned error exit status 7
    // processing: configure: libfoo1:amd64
    /// <summary>The step; null for a line that tells of none (dlstatus arrives although nothing does).</summary>
    public static PackageProgress? Parse(string line)
    {
        var parts = line.Split(':', 4);
        return parts switch
        {
            // pmstatus:libc6:i386:40.0000:Configuring libc6 (i386)
            ["pmstatus" or "pmerror", var package, var architecture, var rest] when Percent(architecture) is null && rest.Split(':', 2) is [var percent, var text] =>
                new PackageProgress(PackageOf(package), Percent(percent), text, parts[0] == "pmerror"),
            ["pmstatus", var package, var percent, var text] => new PackageProgress(PackageOf(package), Percent(percent), text, IsError: false),
            ["pmerror", var package, var percent, var text] => new PackageProgress(PackageOf(package), Percent(percent), text, IsError: true),
            ["pmconffile", var file, var percent, _] => new PackageProgress(null, Percent(percent), $"kept the changed {file}", IsError: false),
            ["processing", var action, var package, ..] => new PackageProgress(PackageOf(package), null, $"{action.Trim()} {package.Trim()}", IsError: false),
            ["status", ..] => OfDpkg(line["status:".Length..].Trim()),
            _ => null,
        };
    }

    private static PackageProgress? OfDpkg(string text)
    {
        if (text.IndexOf(" : error : ", StringComparison.Ordinal) is var error and > 0)
            return new PackageProgress(PackageOf(text[..error]), null, text[(error + " : error : ".Length)..], IsError: true);
        return text.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0
            ? new PackageProgress(PackageOf(text[..colon]), null, $"{PackageOf(text[..colon])}: {text[(colon + 2)..]}", IsError: false)
            : null;
    }

    private static double? Percent(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? Math.Clamp(percent, 0, 100) : null;

    // A package by name, with or without architecture, or by the path of its archive.
    private static string? PackageOf(string text)
    {
        text = text.Trim();
        if (text.EndsWith(".deb", StringComparison.Ordinal))
            return ArchiveName.TryParse(text)?.Package;
        if (text is "dpkg-exec" or "")
            return null;
        return PackageName.WithoutArchitecture(text);
    }
}
