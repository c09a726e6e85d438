using KuPkg.Agent.Config.Forms;
using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>A key of the configuration: its name, the form of its value, and the setting that it is about.</summary>
/// <param name="name">In full, such as <c>limits.install.quiet</c>.</param>
/// <param name="member">The settings type's property that documents it, such as <c>InstallLimits.Quiet</c>.</param>
internal abstract class SettingKey(string name, string member)
{
    public string Name { get; } = name;

    public string Member { get; } = member;

    /// <summary>What a right value is.</summary>
    public abstract string Words { get; }

    /// <summary>A right value, as a file would hold it.</summary>
    public abstract string Example { get; }

    /// <summary>Puts a value of a file into the settings.</summary>
    /// <param name="settings">What they are so far.</param>
    /// <param name="value">As it was written.</param>
    /// <param name="mistake">Why it could not be read, in words; empty when it could.</param>
    /// <returns>The settings with it, or as they were.</returns>
    public abstract KuPkgSettings Apply(KuPkgSettings settings, TomlValue value, out string mistake);

    /// <summary>Puts a text into the settings.</summary>
    /// <inheritdoc cref="Apply(KuPkgSettings, TomlValue, out string)"/>
    public abstract KuPkgSettings Apply(KuPkgSettings settings, string text, out string mistake);

    /// <summary>The value in force, as a file would hold it; null when there is none.</summary>
    public abstract string? Write(KuPkgSettings settings);
}

/// <inheritdoc/>
/// <typeparam name="T">The setting's type.</typeparam>
internal sealed class SettingKey<T>(
    string name, string member, SettingForm<T> form, Func<KuPkgSettings, T> get, Func<KuPkgSettings, T, KuPkgSettings> set) : SettingKey(name, member)
{
    public override string Words => form.Words;

    public override string Example => form.Example;

    public override KuPkgSettings Apply(KuPkgSettings settings, TomlValue value, out string mistake)
    {
        mistake = Mistake(form.TryRead(value, out var read), SettingForm<T>.Named(value));
        return mistake.Length == 0 ? set(settings, read) : settings;
    }

    public override KuPkgSettings Apply(KuPkgSettings settings, string text, out string mistake)
    {
        mistake = Mistake(form.TryRead(text, out var read), $"\"{text}\"");
        return mistake.Length == 0 ? set(settings, read) : settings;
    }

    public override string? Write(KuPkgSettings settings) => get(settings) is { } value ? form.Write(value) : IsOff(settings) ? form.Write(get(settings)) : null;

    // "off" is a value although it is stored as none.
    private bool IsOff(KuPkgSettings settings) => form is OrOffForm && get(settings) is null;

    private string Mistake(string? why, string what) => why switch
    {
        null => "",
        "" => $"{what} is not {form.Words}",
        _ => why,
    };
}
