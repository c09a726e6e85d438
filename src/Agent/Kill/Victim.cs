using System.ComponentModel;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Kill;

/// <summary>One process that a kill is to end. Holds its pidfd where it can: without one it is opened anew for each signal, compared by start time as ever.</summary>
internal sealed class Victim(ProcessId id, int parentPid, string name) : IDisposable
{
    private PidFd? _pidFd;

    public ProcessId Id => id;

    public int ParentPid => parentPid;

    public string Name => name;

    /// <summary>Whether it was stopped by us and not let go on since.</summary>
    public bool IsStopped { get; set; }

    public bool IsGone { get; private set; }

    /// <summary>Opens the pidfd and keeps it.</summary>
    /// <returns>False when the process is gone.</returns>
    /// <exception cref="Win32Exception">No descriptor is to be had.</exception>
    public bool TryHold()
    {
        if (!IsGone && _pidFd is null)
        {
            _pidFd = PidFd.TryOpen(id);
            IsGone = _pidFd is null;
        }

        return !IsGone;
    }

    /// <summary>Sends a signal.</summary>
    /// <returns><c>sent</c>, <c>already gone</c>, or the error in words.</returns>
    public string Signal(int signal)
    {
        const int NoSuchProcess = 3;
        try
        {
            if (IsGone)
                return "already gone";
            if (_pidFd is { } held)
                return Result(held.Send(signal));
            using var opened = PidFd.TryOpen(id);
            IsGone = opened is null;
            return opened is null ? "already gone" : Result(opened.Send(signal));
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }

        static string Result(int error) => error switch
        {
            0 => "sent",
            NoSuchProcess => "already gone",
            _ => $"pidfd_send_signal: {new Win32Exception(error).Message}",
        };
    }

    /// <summary>Whether it has ended, as a zombie has. Waits for that up to the timeout.</summary>
    public bool HasEnded(TimeSpan timeout = default)
    {
        if (IsGone)
            return true;
        try
        {
            if (_pidFd is { } held)
                return IsGone = held.HasEnded(timeout);
            using var opened = PidFd.TryOpen(id);
            return IsGone = opened is null || opened.HasEnded(timeout);
        }
        catch (Win32Exception)
        {
            // Not known is not gone.
            return false;
        }
    }

    /// <summary>Gives the pidfd up; it is opened anew when needed.</summary>
    public void Dispose()
    {
        _pidFd?.Dispose();
        _pidFd = null;
    }
}
