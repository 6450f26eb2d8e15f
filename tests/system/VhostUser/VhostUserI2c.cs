using System.Buffers.Binary;
using System.Net.Sockets;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.System.VhostUser;

/// <summary>
/// The host's side of QEMU's vhost-user-i2c-device (QEMU docs/interop/vhost-user.rst): this process is the I2C bus of the
/// emulated board. One thread; disposed it ends.
/// </summary>
internal sealed unsafe class VhostUserI2c : IDisposable
{
    private const ulong Version1 = 1UL << 32;
    private const ulong ProtocolFeatures = 1UL << 30;
    private const ulong ZeroLengthRequests = 1;
    private const ulong ReplyAcknowledge = 1 << 3;
    private const uint NeedsReply = 8;

    private readonly Socket _listener;
    private readonly GuestMemory _memory = new();
    private readonly VirtQueue _queue;
    private readonly VirtualI2cAdapter _adapter;
    private readonly Thread _thread;
    private readonly List<int> _descriptors = [];
    private int _kick = -1;
    private int _call = -1;
    private volatile bool _ended;

    /// <param name="bus">The bus with its chips.</param>
    /// <param name="path">The socket that QEMU connects to.</param>
    public VhostUserI2c(VirtualI2cBus bus, string path)
    {
        _queue = new VirtQueue(_memory);
        _adapter = new VirtualI2cAdapter(bus, _queue);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _thread = new Thread(Run) { Name = "vhost-user-i2c", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What ended it, where something did.</summary>
    public Exception? Failure { get; private set; }

    public void Dispose()
    {
        _ended = true;
        _listener.Dispose();
        _thread.Join(TimeSpan.FromSeconds(5));
        _memory.Dispose();
    }

    private void Run()
    {
        try
        {
            using Socket connection = _listener.Accept();
            while (!_ended && Wait((int)connection.Handle))
            {
                // Message by message, kick by kick.
            }
        }
        catch (Exception error)
        {
            if (!_ended) Failure = error;
        }
    }

    private bool Wait(int socket)
    {
        Libc.PollDescriptor* waiting = stackalloc Libc.PollDescriptor[2];
        waiting[0] = new() { Descriptor = socket, Events = Libc.PollIn };
        waiting[1] = new() { Descriptor = _kick, Events = Libc.PollIn };
        _ = Libc.poll(waiting, _kick >= 0 ? 2u : 1u, 200);
        if (_kick >= 0 && (waiting[1].Returned & Libc.PollIn) != 0) Serve();
        return (waiting[0].Returned & Libc.PollIn) == 0 || Converse(socket);
    }

    private void Serve()
    {
        ulong count;
        _ = Libc.read(_kick, &count, sizeof(ulong));
        _adapter.Serve();
        count = 1;
        if (_call >= 0) _ = Libc.write(_call, &count, sizeof(ulong));
    }

    private bool Converse(int socket)
    {
        Span<byte> header = stackalloc byte[12];
        _descriptors.Clear();
        if (Libc.Receive(socket, header, _descriptors) < header.Length) return false;
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        byte[] body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header[8..])];
        int received = 0;
        while (received < body.Length)
        {
            int more = Libc.Receive(socket, body.AsSpan(received), _descriptors);
            if (more == 0) return false;
            received += more;
        }

        Request request = (Request)BinaryPrimitives.ReadInt32LittleEndian(header);
        byte[]? answer = Obey(request, body);
        if (answer is null && (flags & NeedsReply) != 0) answer = new byte[8];
        if (answer is not null) Reply(socket, request, answer);
        return true;
    }

    private byte[]? Obey(Request request, byte[] body)
    {
        switch (request)
        {
            case Request.GetFeatures:
                return BitConverter.GetBytes(Version1 | ProtocolFeatures | ZeroLengthRequests);
            case Request.GetProtocolFeatures:
                return BitConverter.GetBytes(ReplyAcknowledge);
            case Request.GetQueueNumber:
                return BitConverter.GetBytes(1UL);
            case Request.SetMemoryTable:
                _memory.Map(body, _descriptors);
                return null;
            case Request.SetRingSize:
                _queue.Size = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(4));
                return null;
            case Request.SetRingBase:
                _queue.Position = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(4));
                return null;
            case Request.SetRingAddress:
                _queue.Addresses = (Number(body, 8), Number(body, 24), Number(body, 16));
                return null;
            case Request.GetRingBase:
                _kick = -1;
                byte[] position = [.. body[..4], .. BitConverter.GetBytes((uint)_queue.Position)];
                return position;
            case Request.SetRingKick:
                _kick = _descriptors.Count > 0 ? _descriptors[0] : -1;
                return null;
            case Request.SetRingCall:
                _call = _descriptors.Count > 0 ? _descriptors[0] : -1;
                return null;
            default:
                return null;
        }
    }

    private static ulong Number(byte[] body, int at) => BinaryPrimitives.ReadUInt64LittleEndian(body.AsSpan(at));

    private static void Reply(int socket, Request request, byte[] body)
    {
        byte[] message =
            [.. BitConverter.GetBytes((uint)request), .. BitConverter.GetBytes(5u), .. BitConverter.GetBytes(body.Length), .. body];
        fixed (byte* start = message) _ = Libc.write(socket, start, (nuint)message.Length);
    }

    private enum Request
    {
        GetFeatures = 1,
        SetMemoryTable = 5,
        SetRingSize = 8,
        SetRingAddress = 9,
        SetRingBase = 10,
        GetRingBase = 11,
        SetRingKick = 12,
        SetRingCall = 13,
        GetProtocolFeatures = 15,
        GetQueueNumber = 17,
    }
}
