namespace KuPkg.Toml.Reading;

/// <summary>How a table came to be, from which follows who may still add to it.</summary>
internal enum TableOrigin
{
    /// <summary>The document itself, or an inline table: complete before anything could be added from elsewhere.</summary>
    Root,

    /// <summary>Mentioned on the way to a deeper header. A header of its own may still come, and dotted keys may add to it.</summary>
    Implied,

    /// <summary>Opened by its own header, or an element of an array of tables. Only headers of deeper tables may add to it from elsewhere.</summary>
    Header,

    /// <summary>Made by a dotted key. Further dotted keys and headers of deeper tables may add to it, its own header may not come.</summary>
    Dotted,
}
