namespace KuPkg.Policy.Settings;

/// <summary>How dear the host's work is.</summary>
public enum Priority
{
    /// <summary>Policy decides.</summary>
    Normal,

    /// <summary>A person is asked before a kill or a put-back.</summary>
    Critical,
}
