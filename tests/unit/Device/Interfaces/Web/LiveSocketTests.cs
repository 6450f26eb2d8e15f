using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

public sealed class LiveSocketTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int ColumnsLength = 4 + (2 * SpectrumColumn.Length);
    private const int SoundLength = 4 + (2 * 160);

    [Fact]
    public async Task A_reader_gets_status_columns_frames_and_cells()
    {
        using ClientWebSocket socket = await Open();
        Dictionary<LiveSection, byte[]> seen = await Collect(
            socket, LiveSection.Columns, LiveSection.Frame, LiveSection.Cells);
        Assert.Equal(4 + (BinaryPrimitives.ReadInt32LittleEndian(seen[LiveSection.Columns]) * ColumnsLength),
            seen[LiveSection.Columns].Length);
        Assert.Equal([0xff, 0xd8], seen[LiveSection.Frame][20..22]);
        Assert.Equal(8 + 256, seen[LiveSection.Cells].Length);
        Assert.Equal((2, 64), (seen[LiveSection.Cells][4], seen[LiveSection.Cells][6]));
    }

    [Fact]
    public async Task The_text_is_the_status_of_the_API()
    {
        using ClientWebSocket socket = await Open();
        (WebSocketMessageType type, byte[] message) = await Receive(socket);
        while (type != WebSocketMessageType.Text) (type, message) = await Receive(socket);
        StatusReport status = JsonSerializer.Deserialize(message, DashboardJson.Default.StatusReport)!;
        Assert.Equal("virtual", status.Service.Board);
        Assert.True(status.Sequence > 0);
    }

    [Theory]
    [InlineData("noisy")]
    [InlineData("enhanced")]
    public async Task Sound_comes_when_it_is_asked_for_and_each_hop_once(string sound)
    {
        using ClientWebSocket socket = await Open();
        await Send(socket, $$"""{"sound":"{{sound}}"}""");
        List<uint> numbers = [];
        while (numbers.Count < 20)
        {
            byte[] payload = (await Collect(socket, LiveSection.Sound))[LiveSection.Sound];
            for (int i = 0; i < BinaryPrimitives.ReadInt32LittleEndian(payload); i++)
                numbers.Add(BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(4 + (i * SoundLength))));
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("{\"sound\":7}")]
    [InlineData("{\"sound\":\"99\"}")]
    [InlineData("[]")]
    public async Task What_is_not_understood_changes_nothing(string request)
    {
        using ClientWebSocket socket = await Open();
        await Send(socket, request);
        Dictionary<LiveSection, byte[]> seen = await Collect(socket, LiveSection.Columns);
        Assert.DoesNotContain(LiveSection.Sound, seen.Keys);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_not_listen()
    {
        using ClientWebSocket socket = new();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Uri, CancellationToken.None));
    }

    [Fact]
    public async Task Twenty_readers_are_served_at_once_and_a_reader_that_never_reads_keeps_nobody_waiting()
    {
        using ClientWebSocket dead = await Open();
        ClientWebSocket[] readers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Open()));
        try
        {
            long missedBefore = service.View.Pipeline.LostHops, hops = service.View.Pipeline.Counters.Hops;
            foreach (ClientWebSocket reader in readers)
                Assert.NotEmpty((await Collect(reader, LiveSection.Columns, LiveSection.Frame))[LiveSection.Columns]);
            await ServiceFixture.Until(() => service.View.Pipeline.Counters.Hops > hops + 20);
            Assert.Equal(missedBefore, service.View.Pipeline.LostHops);
        }
        finally
        {
            foreach (ClientWebSocket reader in readers) reader.Dispose();
        }
    }

    private Uri Uri => new($"ws://{service.Address}{ApiRoutes.LivePath}");

    private async Task<ClientWebSocket> Open()
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(Uri, CancellationToken.None);
        return socket;
    }

    internal static Task Send(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    internal static async Task<(WebSocketMessageType Type, byte[] Message)> Receive(ClientWebSocket socket)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(1));
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            message.Write(buffer.AsSpan(0, got.Count));
            if (got.EndOfMessage) return (got.MessageType, message.ToArray());
        }
    }

    /// <summary>Reads until all the kinds have come; gives the last of each kind that came.</summary>
    private static async Task<Dictionary<LiveSection, byte[]>> Collect(ClientWebSocket socket, params LiveSection[] wanted)
    {
        Dictionary<LiveSection, byte[]> seen = [];
        while (!wanted.All(seen.ContainsKey))
        {
            (WebSocketMessageType type, byte[] message) = await Receive(socket);
            if (type != WebSocketMessageType.Binary) continue;
            for (int at = 0; at < message.Length;)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at + 4));
                seen[(LiveSection)message[at]] = message[(at + 8)..(at + 8 + length)];
                at += 8 + ((length + 3) & ~3);
            }
        }

        return seen;
    }
}
