using System.Net;
using System.Net.Sockets;
using System.Text;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// SCPI on TCP ("raw socket", as instruments have it on port 5025). A connection that does not read its answers stops being
/// read; it holds up nobody else. One that speaks HTTP is closed (<see cref="HttpRequest"/>).
/// </summary>
internal sealed class ScpiServer : IDisposable
{
    /// <summary>Connections at once; further ones get an error and are closed.</summary>
    public const int MaxConnections = 8;

    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(1);
    private static readonly byte[] Refusal = Encoding.ASCII.GetBytes(
        ScpiError.Execution with { Detail = $"all {MaxConnections} connections are taken: close one and try again" } + "\n");

    private readonly ScpiInstrument _instrument;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private int _connections;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="DeviceFailedException">The address or the port cannot be had.</exception>
    public ScpiServer(ScpiInstrument instrument, IPEndPoint address)
    {
        _instrument = instrument;
        _listener = new TcpListener(address);
        try
        {
            _listener.Start();
        }
        catch (SocketException error)
        {
            _listener.Dispose();
            throw new DeviceFailedException(
                $"--scpi {address}", $"cannot listen there ({error.Message})", "Choose another address or port", error);
        }

        Accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    private Task Accepting { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Accepting.Wait(TimeSpan.FromSeconds(1));
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref _connections) <= MaxConnections)
                {
                    _ = Task.Run(() => ServeAsync(socket));
                    continue;
                }

                Interlocked.Decrement(ref _connections);
                _ = Task.Run(() => RefuseAsync(socket));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // That one went away before it was let in.
            }
        }
    }

    /// <summary>Says why it is closed, and lets the other side close first: what it sent unread would reset the word away.</summary>
    private async Task RefuseAsync(Socket socket)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(RefusalTimeout);
        try
        {
            await socket.SendAsync(Refusal, timeout.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            byte[] ignored = new byte[512];
            while (await socket.ReceiveAsync(ignored, timeout.Token).ConfigureAwait(false) > 0)
            {
                // Nothing of it is carried out.
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It went away, or had its time.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        ScpiPort port = new(_instrument);
        HttpRequest browser = new();
        byte[] received = new byte[4096];
        try
        {
            socket.NoDelay = true;
            while (true)
            {
                int count = await socket.ReceiveAsync(received.AsMemory(), _stop.Token).ConfigureAwait(false);
                if (count == 0) break;
                if (!browser.TryPass(received.AsSpan(0, count), out byte[] passed)) break;
                byte[] answers = port.Take(passed);
                for (int sent = 0; sent < answers.Length;)
                    sent += await socket.SendAsync(answers.AsMemory(sent), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It went away, or the service ends.
        }
        finally
        {
            port.Close();
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }
}
