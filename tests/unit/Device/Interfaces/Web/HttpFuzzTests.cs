using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using CsCheck;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>
/// Whatever is sent to the service: it answers or closes, goes on delivering hops, and changes nothing without the token.
/// ONBOARD_FUZZ multiplies the number of requests.
/// </summary>
public sealed class HttpFuzzTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly int Effort = int.TryParse(Environment.GetEnvironmentVariable("ONBOARD_FUZZ"), out int times) ? times : 1;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly Gen<string> Method = Gen.OneOf(
        Gen.OneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "POST\0"),
        Gen.String[Gen.Char.AlphaNumeric, 1, 12]);

    private static readonly Gen<string> Target = Gen.OneOf(
        Gen.OneOf(
            "/", "/api/v1/status", "/api/v1/history?seconds=-1", "/api/v1/history?seconds=99999999999", "/api/v1/live",
            "/api/v1/token", "/api/v1/controls/network", "/api/v1/controls/", "/api/v1/controls/%00", "/metrics", "/openapi.json",
            "/page/../../etc/passwd", "/page/%2e%2e%2fappsettings.json", "//", "*", "http://evil.example/"),
        Gen.String[Gen.Char[' ', '~'], 0, 200].Select(path => $"/{path}"),
        Gen.Int[1, 9000].Select(length => "/" + new string('a', length)));

    private static readonly Gen<string> Header = Gen.OneOf(
        Gen.OneOf(
            "Authorization: Bearer", "Authorization: Bearer not-the-token", "Authorization: Basic dG9rZW4=",
            "Authorization: Bearer x", "Origin: http://evil.example", "Origin: null", "Content-Length: 5",
            "Content-Length: -1", "Content-Length: 99999999999", "Transfer-Encoding: chunked", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA", "Expect: 100-continue",
            "If-None-Match: \"", "Accept-Encoding: gzip;q=NaN", "Content-Type: application/json", "Host: evil.example", "Host:"),
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.String[Gen.Char, 0, 60], (name, value) => $"{name}: {value}"));

    private static readonly Gen<string> Body = Gen.OneOf(
        Gen.OneOf(
            """{"value":"off"}""", "{", "[]", "null", "\"off\"", """{"value":{}}""", """{"value":1e999}""",
            """{"VALUE":"off","value":"off"}""", "5\r\n{\"val\r\n0\r\n\r\n", "ffffffff\r\n"),
        Gen.Int[1, 4000].Select(depth => new string('[', depth)),
        Gen.String[0, 500]);

    private static readonly Gen<string> Request = Gen.Select(
        Method, Target, Header.Array[0, 6], Body, Gen.Bool, (method, target, headers, body, hasHost) =>
            $"{method} {target} HTTP/1.1\r\n{(hasHost ? "Host: localhost\r\n" : "")}"
            + $"{string.Concat(headers.Select(header => $"{header}\r\n"))}Connection: close\r\n\r\n{body}");

    [Fact]
    public Task Random_requests_change_nothing_and_the_service_goes_on() => Bombard(Request.Select(Encoding.Latin1.GetBytes), 300);

    [Fact]
    public Task Random_bytes_change_nothing_and_the_service_goes_on() => Bombard(Gen.Byte.Array[0, 600], 100);

    /// <summary>The method, the path and the body are right; the token is what varies.</summary>
    [Fact]
    public Task Only_the_very_token_changes_something() => Bombard(
        Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 0, 40],
            Gen.Int[0, ServiceFixture.Token.Length - 1].Select(length => ServiceFixture.Token[..length]),
            Gen.OneOf(ServiceFixture.Token.ToUpperInvariant(), ServiceFixture.Token + "x", $"\"{ServiceFixture.Token}\""))
        .Where(token => token.Trim() != ServiceFixture.Token)
        .Select(token => Encoding.Latin1.GetBytes(
            "POST /api/v1/controls/network HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 15\r\n"
            + $"Connection: close\r\nAuthorization: Bearer {token}\r\n\r\n{{\"value\":\"off\"}}")), 100);

    [Fact]
    public async Task Sockets_left_half_open_keep_nobody_out()
    {
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < 60; i++)
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(service.Address);
                string begun = (i % 3) switch
                {
                    0 => "",
                    1 => "POST /api/v1/controls/network HTTP/1.1\r\nHost: localhost\r\nAuthori",
                    _ => "POST /api/v1/controls/network HTTP/1.1\r\nHost: localhost\r\nContent-Length: 15\r\n\r\n{\"value\"",
                };
                await socket.SendAsync(Encoding.ASCII.GetBytes(begun));
                if (i % 2 == 0) socket.Shutdown(SocketShutdown.Send);
            }

            await AssertWell();
        }
        finally
        {
            // Half of them with a reset.
            for (int i = 0; i < sockets.Count; i++)
            {
                if (i % 2 == 0) sockets[i].LingerState = new LingerOption(true, 0);
                sockets[i].Dispose();
            }
        }

        await AssertWell();
    }

    [Fact]
    public async Task Random_WebSocket_messages_change_nothing_and_the_service_goes_on()
    {
        Gen<(WebSocketMessageType Type, byte[] Message, bool Ends)> message = Gen.Select(
            Gen.OneOf(WebSocketMessageType.Text, WebSocketMessageType.Binary),
            Gen.OneOf(Gen.Byte.Array[0, 2000], Body.Select(Encoding.UTF8.GetBytes)), Gen.Bool);
        await message.Array[1, 5].SampleAsync(
            async messages =>
            {
                using ClientWebSocket socket = new();
                await socket.ConnectAsync(new Uri($"ws://{service.Address}{ApiRoutes.LivePath}"), CancellationToken.None);
                try
                {
                    foreach ((WebSocketMessageType type, byte[] bytes, bool ends) in messages)
                        await socket.SendAsync(bytes, type, ends, CancellationToken.None);
                }
                catch (Exception given) when (given is WebSocketException or IOException)
                {
                    // The service gave the reader up.
                }

                socket.Abort();
            },
            iter: 30 * Effort, threads: 1);
        await AssertWell();
    }

    [Fact]
    public async Task Broken_WebSocket_frames_are_given_up()
    {
        await Gen.Byte.Array[1, 300].SampleAsync(
            async frames =>
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(service.Address);
                await socket.SendAsync(Encoding.ASCII.GetBytes(
                    $"GET {ApiRoutes.LivePath} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
                byte[] answer = new byte[12];
                int got = await socket.ReceiveAsync(answer);
                Assert.Equal("HTTP/1.1 101", Encoding.ASCII.GetString(answer, 0, got));
                try
                {
                    await socket.SendAsync(frames);
                    byte[] rest = new byte[4096];
                    while (await socket.ReceiveAsync(rest) is > 0 and < 4096) await socket.SendAsync(frames);
                }
                catch (SocketException)
                {
                    // The service gave the reader up.
                }
            },
            iter: 30 * Effort, threads: 1);
        await AssertWell();
    }

    private async Task Bombard(Gen<byte[]> request, int count)
    {
        await request.SampleAsync(SendAsync, iter: count * Effort, threads: 1);
        await AssertWell();
    }

    /// <summary>Sends it, and reads until the service closes or, as it may wait for the rest, this end does.</summary>
    private async Task SendAsync(byte[] request)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Address);
        using CancellationTokenSource timeout = new(Timeout);
        byte[] answer = new byte[1024];
        try
        {
            await socket.SendAsync(request, timeout.Token);
            socket.Shutdown(SocketShutdown.Send);
            int got = await socket.ReceiveAsync(answer, timeout.Token);
            if (got > 0) Assert.StartsWith("HTTP/1.1 ", Encoding.Latin1.GetString(answer, 0, got), StringComparison.Ordinal);
            Assert.DoesNotContain(" 500 ", Encoding.Latin1.GetString(answer, 0, Math.Min(got, 20)), StringComparison.Ordinal);
            while (got > 0) got = await socket.ReceiveAsync(answer, timeout.Token);
        }
        catch (SocketException)
        {
            // It closed while this end still sent.
        }
    }

    private async Task AssertWell()
    {
        Assert.False(service.View.Pipeline.Switches.PassThrough);
        Assert.False(service.Learning.IsOn);
        Assert.False(service.View.Pipeline.Recording.Status.IsRunning);
        Assert.Null(service.Learning.Status.Checkpoint);
        long hops = service.View.Pipeline.Counters.Hops;
        await ServiceFixture.Until(() => service.View.Pipeline.Counters.Hops > hops);
        using HttpResponseMessage health = await service.Client.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }
}
