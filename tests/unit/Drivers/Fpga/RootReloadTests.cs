using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using OnBoard.Drivers;
using OnBoard.Drivers.Fpga;

namespace OnBoard.Tests.Unit.Drivers.Fpga;

/// <summary>Asking root to load the logic, at a socket that answers as systemd's unit does.</summary>
public sealed class RootReloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-reload-").FullName;

    private string Address => Path.Combine(_folder, "s");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Done_is_done_and_failed_says_what_root_says()
    {
        using Socket listener = Listen();
        Task done = Answer(listener, "done: the logic is loaded anew\n");
        RootReload.Ask(Address);
        await done;
        Task failed = Answer(listener, "failed: onboard-fabric: the FPGA manager is in state write error\n  -> see: dmesg | tail\n");
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => RootReload.Ask(Address));
        await failed;
        Assert.Contains("write error", error.Cause, StringComparison.Ordinal);
        Task nothing = Answer(listener, "");
        Assert.Contains(
            "without an answer", Assert.Throws<DeviceFailedException>(() => RootReload.Ask(Address)).Cause, StringComparison.Ordinal);
        await nothing;
    }

    [Fact]
    public void Nobody_there_and_nobody_answering_are_told_apart()
    {
        Assert.False(RootReload.IsOffered(Address));
        Assert.Throws<DeviceMissingException>(() => RootReload.Ask(Address));
        using Socket listener = Listen();
        Assert.True(RootReload.IsOffered(Address));
        long begin = Stopwatch.GetTimestamp();
        Assert.Throws<DeviceFailedException>(() => RootReload.Ask(Address, TimeSpan.FromMilliseconds(50)));
        Assert.True(Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(5));
        listener.Dispose();
        Assert.Throws<DeviceMissingException>(() => RootReload.Ask(Address));
    }

    private Socket Listen()
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Address));
        listener.Listen();
        return listener;
    }

    private static async Task Answer(Socket listener, string text)
    {
        using Socket asker = await listener.AcceptAsync();
        await asker.SendAsync(Encoding.UTF8.GetBytes(text));
    }
}
