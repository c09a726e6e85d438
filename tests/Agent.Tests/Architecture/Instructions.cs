using System.Reflection;
using System.Reflection.Emit;

namespace KuPkg.Agent.Tests.Architecture;

/// <summary>Walks a method body instruction by instruction (ECMA-335, III.1.2): bytes of an operand are never taken for an instruction.</summary>
internal static class Instructions
{
    private static readonly Dictionary<short, OpCode> All = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The metadata tokens of types, methods and fields that a body names.</summary>
    public static IEnumerable<int> TokensIn(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var code = All[body[at] == 0xfe ? (short)((0xfe << 8) | body[at + 1]) : body[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(body, at);
            at += SizeOf(code.OperandType, body, at);
        }
    }

    private static int SizeOf(OperandType operand, byte[] body, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };
}
