using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>A service that is open to the network, and is called board.example there.</summary>
public sealed class NetworkFixture() : ServiceFixture(IPAddress.Any, "board.example");

/// <summary>Who gets in where the service is open to the network.</summary>
public sealed class NetworkDoorTests(NetworkFixture service) : IClassFixture<NetworkFixture>
{
    private Uri Live => new($"ws://127.0.0.1:{service.Address.Port}{ApiRoutes.LivePath}");

    /// <summary>What a browser that means this machine says.</summary>
    public static TheoryData<string> Known =>
    [
        "192.168.1.50:8080", "10.0.0.7", "[fe80::1]:8080", "127.0.0.1", "localhost:8080", "board.example", "BOARD.example:8080",
        "board.example.", Dns.GetHostName(), $"{Dns.GetHostName()}.local:8080",
    ];

    [Theory]
    [MemberData(nameof(Known))]
    public async Task Addresses_its_own_name_and_those_it_was_given_are_known(string host) =>
        Assert.Equal(HttpStatusCode.OK, await StatusFor(host));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("board.example.evil.example")]
    [InlineData("evil-board.example")]
    [InlineData("192.168.1.50.evil.example")]
    [InlineData("localhost.evil.example")]
    public async Task A_name_that_was_made_to_point_here_gets_nothing(string host)
    {
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusFor(host));
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Host", host);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Live, CancellationToken.None));
    }

    [Fact]
    public async Task Figures_are_read_without_the_token()
    {
        StatusReport? status = await service.Client.GetFromJsonAsync("/api/v1/status", DashboardJson.Default.StatusReport);
        Assert.True(status!.Sequence > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"sound":"noisy"}""")]
    [InlineData("""{"token":"wrong-token-here","sound":"noisy"}""")]
    [InlineData("""{"token":""}""")]
    public async Task Live_frame_and_sound_do_not_come_without_the_token(string? request)
    {
        using ClientWebSocket socket = new();
        await socket.ConnectAsync(Live, CancellationToken.None);
        if (request is not null) await LiveSocketTests.Send(socket, request);

        // Three statuses are two seconds, in which fifty binary messages would have come.
        for (int texts = 0; texts < 3; texts++)
        {
            (WebSocketMessageType type, _) = await LiveSocketTests.Receive(socket);
            Assert.Equal(WebSocketMessageType.Text, type);
        }
    }

    [Fact]
    public async Task The_page_says_why_its_frames_stay_black_until_it_has_the_token()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync($"http://127.0.0.1:{service.Address.Port}/");
        await browser.Page.WaitForFunctionAsync("() => document.documentElement.dataset.sequence");
        await browser.Page.WaitForFunctionAsync("() => !document.getElementById('senses-locked').hidden");
        await browser.Page.FillAsync("#token", ServiceFixture.Token);
        await browser.Page.PressAsync("#token", "Enter");
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('senses-locked').hidden");
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_come_with_the_token_in_a_message_or_in_the_header(bool inHeader)
    {
        using ClientWebSocket socket = new();
        if (inHeader) socket.Options.SetRequestHeader("Authorization", $"Bearer {ServiceFixture.Token}");
        await socket.ConnectAsync(Live, CancellationToken.None);
        if (!inHeader) await LiveSocketTests.Send(socket, $$"""{"token":"{{ServiceFixture.Token}}","sound":"noisy"}""");
        WebSocketMessageType type = WebSocketMessageType.Text;
        for (int messages = 0; messages < 100 && type == WebSocketMessageType.Text; messages++) (type, _) = await LiveSocketTests.Receive(socket);
        Assert.Equal(WebSocketMessageType.Binary, type);
    }

    [Fact]
    public void The_start_says_who_sees_what() =>
        Assert.Contains(service.Reported, told => told.Contains("video, sound and changes need the token", StringComparison.Ordinal));

    private async Task<HttpStatusCode> StatusFor(string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/status");
        request.Headers.Host = host;
        using HttpResponseMessage response = await service.Client.SendAsync(request);
        return response.StatusCode;
    }
}
