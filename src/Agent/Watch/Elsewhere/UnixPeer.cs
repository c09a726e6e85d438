using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>The other end of a unix socket, asked of the kernel (sock_diag(7)).</summary>
internal static unsafe partial class UnixPeer
{
    private const int FamilyNetlink = 16, TypeRawCloseOnExec = 3 | 0x80000, ProtocolSockDiag = 4;
    private const int HeaderBytes = 16, RequestBytes = 24, AnswerBytes = 16;
    private const ushort SockDiagByFamily = 20, FlagRequest = 1, AttributePeer = 2;
    private const uint ShowPeer = 4, AllStates = uint.MaxValue, NoCookie = uint.MaxValue;

    /// <summary>The inode of the peer; null when this is no connected unix socket of our network.</summary>
    public static uint? Of(uint inode)
    {
        using var socket = new SafeFileHandle(Socket(FamilyNetlink, TypeRawCloseOnExec, ProtocolSockDiag), ownsHandle: true);
        if (socket.IsInvalid)
            return null;

        // struct nlmsghdr { len, type, flags, seq, pid }; struct unix_diag_req { family, protocol, pad, states, ino, show, cookie[2] }
        Span<byte> request = stackalloc byte[HeaderBytes + RequestBytes];
        request.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(request, (uint)request.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], SockDiagByFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], FlagRequest);
        request[HeaderBytes] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 4)..], AllStates);
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 8)..], inode);
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 12)..], ShowPeer);
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 16)..], NoCookie);
        BinaryPrimitives.WriteUInt32LittleEndian(request[(HeaderBytes + 20)..], NoCookie);

        Span<byte> answer = stackalloc byte[1024];
        fixed (byte* r = request, a = answer)
        {
            if (Send(socket, r, (nuint)request.Length, 0) != request.Length)
                return null;
            var length = (int)Receive(socket, a, (nuint)answer.Length, 0);
            return length < HeaderBytes ? null : PeerIn(answer[..length]);
        }
    }

    // nlmsghdr, struct unix_diag_msg (16 bytes), then attributes { u16 length, u16 type, value } padded to 4. An error has another type.
    private static uint? PeerIn(ReadOnlySpan<byte> answer)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(answer[4..]) != SockDiagByFamily)
            return null;
        for (var at = HeaderBytes + AnswerBytes; at + 8 <= answer.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(answer[at..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(answer[(at + 2)..]) == AttributePeer)
                return BinaryPrimitives.ReadUInt32LittleEndian(answer[(at + 4)..]);
            if (length < 4)
                return null;
            at += (length + 3) & ~3;
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeFileHandle socket, byte* message, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(SafeFileHandle socket, byte* buffer, nuint length, int flags);
}
