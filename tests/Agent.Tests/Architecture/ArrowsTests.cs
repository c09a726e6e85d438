using System.Reflection;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Toml;

namespace KuPkg.Agent.Tests.Architecture;

/// <summary>
/// The arrows between rooms, as docs/architecture.md draws them. Both assemblies are read: for each type, every type that its
/// signatures, fields, attributes and method bodies name.
/// </summary>
public class ArrowsTests
{
    /// <summary>Room → the rooms of the same assembly that it may use.</summary>
    private static readonly Dictionary<string, string[]> Agent = new()
    {
        ["Config"] = ["Shell"],
        ["Shell"] = [],
        ["Gateway"] = [],
        ["Locks"] = ["Shell", "Watch"],
        ["Kill"] = ["Shell"],
        ["Watch"] = ["Shell", "Kill"],
        ["Guard"] = ["Shell", "Watch"],
        ["Drivers"] = ["Shell", "Config", "Gateway"],
        ["History"] = ["Config"],
        ["Report"] = ["Config", "History", "Doctor"],
        ["Contracts"] = ["Shell", "Locks", "Kill"],
        ["Zombies"] = ["Contracts", "Shell", "Locks", "History"],
        ["Metrics"] = ["Config", "Report", "History"],
        ["Notify"] = ["Shell"],
        ["Runs"] = ["Gateway", "Config", "Shell", "Locks", "Kill", "Watch", "Drivers", "History", "Contracts"],
        ["Doctor"] = ["Config", "Shell", "Locks", "Drivers", "History", "Runs"],
        ["Schedule"] = ["Config", "Shell", "Locks", "Kill", "Watch", "History", "Runs"],
        ["Simulate"] = ["Config", "Shell"],
        ["Commands"] = ["Simulate", "Doctor", "Config", "Shell", "Locks", "Kill", "Watch", "Guard", "Drivers", "History", "Report", "Runs", "Schedule", "Metrics", "Notify", "Contracts", "Zombies"],
    };

    private static readonly Dictionary<string, string[]> Policy = new()
    {
        ["Model"] = [],
        ["Settings"] = [],
        ["Breakers"] = ["Model", "Settings"],
        ["Calendar"] = ["Model", "Settings", "Breakers"],
        ["Mirrors"] = ["Model", "Settings", "Breakers"],
        ["Plans"] = ["Model", "Settings"],
        ["Watch"] = ["Model", "Settings"],
        ["Kill"] = ["Model", "Settings", "Watch"],
        ["Locks"] = ["Model", "Settings", "Watch"],
        ["Gates"] = ["Model", "Settings"],
        ["Zombies"] = ["Model", "Settings", "Gates", "Plans"],
        ["Notices"] = ["Model", "Settings", "Records"],
        ["Records"] = ["Model", "Settings", "Plans", "Kill", "Gates"],
        ["Rehearsals"] = ["Settings"],
        ["Hooks"] = ["Model", "Records"],
    };

    [Fact]
    public void Rooms_of_the_agent_use_only_the_rooms_that_the_arrows_allow() =>
        Violations(typeof(Launch).Assembly, "KuPkg.Agent.", Agent).Should().BeEmpty();

    [Fact]
    public void Rooms_of_policy_use_only_the_rooms_that_the_arrows_allow() =>
        Violations(typeof(ProcessId).Assembly, "KuPkg.Policy.", Policy).Should().BeEmpty();

    [Fact]
    public void Policy_refers_to_no_assembly_but_the_base_library() =>
        typeof(ProcessId).Assembly.GetReferencedAssemblies().Select(a => a.Name)
            .Should().OnlyContain(name => name!.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void The_toml_reader_refers_to_no_assembly_but_the_base_library() =>
        typeof(TomlDocument).Assembly.GetReferencedAssemblies().Select(a => a.Name)
            .Should().OnlyContain(name => name!.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void Only_config_uses_the_toml_reader() => RoomsThatUse(typeof(TomlDocument).Assembly).Except(["Config"]).Should().BeEmpty();

    [Fact]
    public void The_users_of_another_assembly_are_found() =>
        RoomsThatUse(typeof(ProcessId).Assembly).Should().Contain("Kill", "Killer names a process of Policy, or this test sees nothing");

    [Fact]
    public void The_reader_finds_an_arrow_that_is_known_to_be_there() =>
        Uses(typeof(Launch).Assembly, "KuPkg.Agent.").Should().Contain(("Watch", "Kill"), "Job and Watchman name the killer, or this test sees nothing");

    private static IEnumerable<string> Violations(Assembly assembly, string prefix, Dictionary<string, string[]> arrows) =>
        Uses(assembly, prefix)
            .Where(use => !arrows.TryGetValue(use.From, out var allowed) || !allowed.Contains(use.To))
            .Select(use => $"{use.From} uses {use.To}");

    private static IEnumerable<string?> RoomsThatUse(Assembly other) =>
        typeof(Launch).Assembly.GetTypes()
            .Where(type => TypesNamedBy(type, typeof(Launch).Assembly).Any(named => named.Assembly == other))
            .Select(type => RoomOf(type, "KuPkg.Agent."))
            .Distinct();

    private static HashSet<(string From, string To)> Uses(Assembly assembly, string prefix)
    {
        var uses = new HashSet<(string, string)>();
        foreach (var type in assembly.GetTypes())
        {
            if (RoomOf(type, prefix) is not { } from)
                continue;
            foreach (var named in TypesNamedBy(type, assembly))
            {
                if (named.Assembly == assembly && RoomOf(named, prefix) is { } to && to != from)
                    uses.Add((from, to));
            }
        }

        return uses;
    }

    private static string? RoomOf(Type type, string prefix) =>
        type.Namespace is { } space && space.StartsWith(prefix, StringComparison.Ordinal) ? space[prefix.Length..].Split('.')[0] : null;

    private static IEnumerable<Type> TypesNamedBy(Type type, Assembly assembly)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var named = new List<Type?> { type.BaseType };
        named.AddRange(type.GetInterfaces());
        named.AddRange(type.GetFields(all).Select(f => f.FieldType));
        foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
        {
            named.AddRange(method.GetParameters().Select(p => p.ParameterType));
            if (method is MethodInfo { ReturnType: var returned })
                named.Add(returned);
            named.AddRange(TypesInBody(method, assembly));
        }

        return named.SelectMany(Unwrap);
    }

    // Every call, field access, new and cast in a body carries a metadata token: read the tokens and resolve them.
    private static IEnumerable<Type?> TypesInBody(MethodBase method, Assembly assembly)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } il)
            yield break;
        foreach (var local in body.LocalVariables)
            yield return local.LocalType;
        var typeArguments = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var token in Instructions.TokensIn(il))
        {
            MemberInfo? member;
            try
            {
                member = assembly.ManifestModule.ResolveMember(token, typeArguments, methodArguments);
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException)
            {
                continue;
            }

            yield return member as Type ?? member?.DeclaringType;
        }
    }

    private static IEnumerable<Type> Unwrap(Type? type)
    {
        if (type is null)
            yield break;
        if (type.HasElementType)
        {
            foreach (var inner in Unwrap(type.GetElementType()))
                yield return inner;
            yield break;
        }

        yield return type;
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            foreach (var inner in Unwrap(argument))
                yield return inner;
        }
    }
}
