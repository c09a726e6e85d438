namespace KuPkg.Agent.History;

/// <summary>SQLite said no.</summary>
/// <param name="extendedCode">The extended result code (sqlite.org/rescode.html).</param>
/// <param name="message">In SQLite's words.</param>
internal sealed class SqliteException(int extendedCode, string message) : Exception($"{message} (SQLite error {extendedCode})")
{
    public const int NoSuchThing = 1;
    public const int Corrupt = 11;
    public const int DiskFull = 13;
    public const int ConstraintViolated = 19;
    public const int NotADatabase = 26;
    public const int ShmSize = 4874;

    /// <summary>The primary result code.</summary>
    public int Code => extendedCode & 0xff;

    /// <summary>Whether the file is damaged, or no database at all.</summary>
    public bool IsDamage => Code is Corrupt or NotADatabase;

    public bool IsDiskFull => Code == DiskFull || extendedCode == ShmSize;
}
