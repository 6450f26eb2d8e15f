using System.Net;
using System.Net.Sockets;
using System.Text;
using OnBoard.Device.Commands;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Drivers;
using OnBoard.Tests.Unit.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

/// <summary>The client of <c>onboard top</c>, against the live service and against what is none.</summary>
public sealed class StatusClientTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private Uri Url => new($"http://{service.Address}");

    [Fact]
    public async Task It_reads_what_the_service_tells()
    {
        using StatusClient client = new(Url);
        StatusReport status = await client.ReadAsync(Never);
        Assert.Equal("virtual", status.Service.Board);
        Assert.InRange(status.Hops.Delivered, 0, service.View.Pipeline.Counters.Hops);
        Assert.True(status.Machine.MemoryBytes > status.Machine.ServiceBytes);
    }

    [Fact]
    public async Task With_the_token_it_changes_the_service()
    {
        try
        {
            using StatusClient client = new(Url, ServiceFixture.Token);
            Assert.Equal("network off", await client.SetAsync("network", "off", Never));
            Assert.True(service.View.Pipeline.Switches.PassThrough);
        }
        finally
        {
            service.View.Pipeline.Switches.PassThrough = false;
        }
    }

    [Theory]
    [InlineData(null, "--token")]
    [InlineData("not-the-token", "token missing or wrong")]
    public async Task Without_it_nothing_changes_and_it_says_why(string? token, string why)
    {
        using StatusClient client = new(Url, token);
        Assert.Contains(why, await client.SetAsync("network", "off", Never), StringComparison.Ordinal);
        Assert.False(service.View.Pipeline.Switches.PassThrough);
    }

    [Fact]
    public async Task Where_nobody_listens_it_says_how_to_start_the_service()
    {
        using StatusClient client = new(new Uri($"http://127.0.0.1:{FreePort()}"), "a-good-token");
        DeviceFailedException error = await Assert.ThrowsAsync<DeviceFailedException>(() => client.ReadAsync(Never));
        Assert.Contains("no service answers", error.Cause, StringComparison.Ordinal);
        Assert.Contains("onboard run", error.Remedy, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DeviceFailedException>(() => client.SetAsync("network", "off", Never));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answers 404")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "is no status")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull", "is no status")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "is no status")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "no service answers")]
    public async Task What_is_another_server_is_told(string answer, string cause)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, answer);
        using StatusClient client = new(new Uri($"http://{listener.LocalEndpoint}"));
        DeviceFailedException error = await Assert.ThrowsAsync<DeviceFailedException>(() => client.ReadAsync(Never));
        Assert.Contains(cause, error.Cause, StringComparison.Ordinal);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task In_a_pipe_top_prints_one_screen_of_plain_text()
    {
        Assert.Equal(0, await Top("--once", "--url", service.Address.ToString()));
        string[] lines = _output.ToString().Split('\n');
        Assert.StartsWith("OnBoard 0.0.0  virtual", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("hops ", StringComparison.Ordinal));
        Assert.DoesNotContain('\e', _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Top_without_a_service_fails_with_the_remedy()
    {
        Assert.Equal(1, await Top("--url", $"127.0.0.1:{FreePort()}"));
        Assert.Contains("-> Start it with `onboard run`", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("--url", "ftp://board")]
    [InlineData("--url", "http://")]
    [InlineData("--interval", "0.1")]
    [InlineData("--interval", "NaN")]
    public async Task Wrong_use_of_top_is_told(string option, string value)
    {
        Assert.Equal(2, await Top(option, value));
        Assert.Contains(option, _error.ToString(), StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task AnswerOnceAsync(TcpListener listener, string answer)
    {
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        byte[] request = new byte[4096];
        _ = await peer.GetStream().ReadAsync(request);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private Task<int> Top(params string[] arguments) => CommandLine.InvokeAsync(
        ["top", .. arguments], [TopCommand.Create()], new() { Output = _output, Error = _error });
}
