using System.Runtime.InteropServices;
using System.Text;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Schedule;

/// <summary>Sends datagrams to the service manager's socket (sd_notify(3)), by path or in the abstract namespace (<c>@name</c>). Thread-safe.</summary>
/// <param name="address">The value of NOTIFY_SOCKET.</param>
internal sealed partial class NotifySocket(string address)
{
    private const int Unix = 1, Datagram = 2, CloseOnExec = 0x80000, NoSignal = 0x4000, NonBlocking = 0x40;
    private const int MostPathBytes = 107;

    /// <summary>Sends one message. Never waits: a service manager that does not read must not hold up who reports to it.</summary>
    /// <returns>Null when it was sent, else why not.</returns>
    public unsafe string? Send(string message)
    {
        if (address is not ['/' or '@', _, ..] || Encoding.UTF8.GetByteCount(address) > MostPathBytes)
            return $"cannot send to '{address}': NOTIFY_SOCKET must be an absolute path or an abstract name (@…) of at most {MostPathBytes} bytes";

        // struct sockaddr_un: the family in two bytes, then the path; an abstract name begins with a zero byte, and its length counts.
        Span<byte> target = stackalloc byte[2 + MostPathBytes + 1];
        target.Clear();
        target[0] = Unix;
        var length = 2 + Encoding.UTF8.GetBytes(address, target[2..]);
        if (address[0] == '@')
            target[2] = 0;
        else
            length++;

        var socket = OpenSocket(Unix, Datagram | CloseOnExec, 0);
        if (socket < 0)
            return Failure();
        try
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            fixed (byte* data = bytes, to = target)
            {
                while (SendTo(socket, data, (nuint)bytes.Length, NoSignal | NonBlocking, to, (uint)length) < 0)
                {
                    if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
                        return Failure();
                }
            }

            return null;
        }
        finally
        {
            _ = Close(socket);
        }
    }

    private string Failure() => $"cannot send to the service manager at {address}: {Marshal.GetLastPInvokeErrorMessage()}";

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static unsafe partial nint SendTo(int socket, byte* data, nuint length, int flags, byte* to, uint toLength);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
