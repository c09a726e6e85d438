using KuPkg.Agent.Config.Forms;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>A key of a contract, or of one of its checks.</summary>
/// <typeparam name="T">What it is a key of.</typeparam>
internal abstract class ContractField<T>(string name)
{
    public string Name { get; } = name;

    /// <summary>What a right value is.</summary>
    public abstract string Words { get; }

    /// <summary>Puts a value in.</summary>
    /// <returns>The target with it; or as it was, and why.</returns>
    public abstract (T Target, string Mistake) Apply(T target, TomlValue value);
}

/// <inheritdoc/>
/// <typeparam name="T">What it is a key of.</typeparam>
/// <typeparam name="TValue">Its value's type.</typeparam>
internal sealed class ContractField<T, TValue>(string name, SettingForm<TValue> form, Func<T, TValue, T> set) : ContractField<T>(name)
{
    public override string Words => form.Words;

    public override (T Target, string Mistake) Apply(T target, TomlValue value) => form.TryRead(value, out var read) switch
    {
        null => (set(target, read), ""),
        "" => (target, $"{SettingForm<TValue>.Named(value)} is not {form.Words}"),
        var why => (target, why),
    };
}
