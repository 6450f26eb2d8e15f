using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// One reader of the live stream, over a WebSocket: the status as text once a second, all else as binary messages up to 25
/// times a second. A reader that does not take a message in time is given up.
/// </summary>
/// <param name="socket">Accepted.</param>
/// <param name="feed">Columns, sound, video and cells.</param>
/// <param name="status">The status.</param>
/// <param name="isOpen">Whether the reader gets more than the status at once; else when it has sent the token.</param>
/// <param name="knows">Whether a text is the token.</param>
internal sealed class LiveSocket(WebSocket socket, LiveFeed feed, StatusFeed status, bool isOpen, Func<string?, bool> knows)
{
    private const int MaxRequest = 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    private readonly ArrayBufferWriter<byte> _message = new(64 * 1024);
    private volatile LiveSound _sound;
    private volatile bool _isOpen = isOpen;

    /// <summary>Serves it until it goes, is given up, or the service ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task listening = ListenAsync(end);
        LivePosition position = feed.Join();
        try
        {
            await SendAsync(position, end).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // It went, or the service ends.
        }
        finally
        {
            feed.Leave();
            await end.CancelAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);
        }
    }

    private async Task SendAsync(LivePosition position, CancellationTokenSource end)
    {
        long sent = 0;
        using PeriodicTimer timer = new(Interval);
        using Timer timeout = new(_ => end.Cancel());
        do
        {
            timeout.Change(SendTimeout, Timeout.InfiniteTimeSpan);
            if (status.Latest is { } latest && latest.Sequence != sent)
            {
                sent = latest.Sequence;
                await socket.SendAsync(latest.Json, WebSocketMessageType.Text, true, end.Token).ConfigureAwait(false);
            }

            if (!_isOpen) continue;
            _message.ResetWrittenCount();
            feed.Compose(ref position, _sound, _message);
            if (_message.WrittenCount > 0)
            {
                await socket.SendAsync(_message.WrittenMemory, WebSocketMessageType.Binary, true, end.Token)
                    .ConfigureAwait(false);
            }
        }
        while (await timer.WaitForNextTickAsync(end.Token).ConfigureAwait(false));
    }

    /// <summary>Hears what the reader wants to listen to; anything that is not understood is not answered.</summary>
    private async Task ListenAsync(CancellationTokenSource end)
    {
        byte[] buffer = new byte[MaxRequest];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), end.Token).ConfigureAwait(false);
                if (got.MessageType == WebSocketMessageType.Close || !got.EndOfMessage) break;
                Understand(buffer.AsSpan(0, got.Count));
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            // It went, or the service ends.
        }

        await end.CancelAsync().ConfigureAwait(false);
    }

    private void Understand(ReadOnlySpan<byte> request)
    {
        try
        {
            if (JsonSerializer.Deserialize(request, DashboardJson.Default.LiveRequest) is not { } asked) return;
            if (!_isOpen && asked.Token is not null) _isOpen = knows(asked.Token);
            if (Enum.TryParse(asked.Sound, ignoreCase: true, out LiveSound sound) && Enum.IsDefined(sound)) _sound = sound;
        }
        catch (JsonException)
        {
            // Not a request.
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
            using CancellationTokenSource briefly = new(TimeSpan.FromMilliseconds(200));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, briefly.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }
}
