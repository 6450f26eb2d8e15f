using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Tests.Unit.Drivers.Serial;

/// <summary>A serial line whose far end is in the test: answers each line that comes with what a function says.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;

    private readonly SafeFileHandle _master;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="answer">The answer to a line; null for none.</param>
    public PseudoTerminal(Func<string, string?> answer)
    {
        int file = OpenMaster(ReadWrite | NoControllingTerminal);
        Assert.True(file >= 0, "posix_openpt failed");
        _master = new SafeFileHandle(file, ownsHandle: true);
        Assert.Equal(0, Grant(file));
        Assert.Equal(0, Unlock(file));
        byte[] name = new byte[64];
        Assert.Equal(0, NameOf(file, name, (nuint)name.Length));
        Path = Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));
        _thread = new Thread(() => Answer(file, answer)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The near end.</summary>
    public string Path { get; }

    /// <summary>Sends text to the near end.</summary>
    public void Send(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(bytes.Length, Write((int)_master.DangerousGetHandle(), bytes, (nuint)bytes.Length));
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _master.Dispose();
    }

    private void Answer(int file, Func<string, string?> answer)
    {
        StringBuilder line = new();
        byte[] bytes = new byte[256];
        while (!_stopping)
        {
            PollEntry entry = new() { File = file, Events = 1 };
            if (Poll(ref entry, 1, 10) <= 0 || (entry.Returned & 1) == 0)
            {
                // With the near end closed, poll reports a hang-up at once.
                Thread.Sleep(1);
                continue;
            }

            nint count = Read(file, bytes, (nuint)bytes.Length);
            for (int i = 0; i < count; i++)
            {
                if (bytes[i] != '\n')
                {
                    line.Append((char)bytes[i]);
                    continue;
                }

                string? text = answer(line.ToString());
                line.Clear();
                if (text is null) continue;
                byte[] reply = Encoding.ASCII.GetBytes(text + "\n");
                Assert.Equal(reply.Length, Write(file, reply, (nuint)reply.Length));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int Grant(int file);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int Unlock(int file);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(int file, byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollEntry entry, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int file, byte[] bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, byte[] bytes, nuint count);

    private struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
