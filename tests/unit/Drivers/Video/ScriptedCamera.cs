using System.Runtime.InteropServices;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Drivers.Video;

/// <summary>
/// A V4L2 device at the level of its system calls. It keeps the rules of the protocol (a buffer is queued once,
/// streaming needs queued buffers, everything is given back) and notes what breaks them; a test scripts its frames
/// and its faults.
/// </summary>
internal sealed unsafe class ScriptedCamera : ISystemCalls, IDisposable
{
    private const int File = 7, MapOffsetStep = 0x10000000;

    private readonly Dictionary<uint, int> _faults = [];
    private readonly Queue<Delivery> _deliveries = new();
    private readonly List<nint> _memory = [];
    private readonly List<int> _queued = [];
    private readonly HashSet<nint> _mapped = [];
    private uint _sequence;
    private int _open;
    private bool _streaming, _asked;

    public bool HasPlanes { get; init; }
    public uint Capabilities { get; set; } = V4L2.CapabilityStreaming;
    public int OpenErrno { get; set; }
    public List<CameraMode> Modes { get; init; } = [new(PixelFormat.Yuyv, 4, 2, 30)];
    public bool Enumerates { get; init; } = true;
    public uint Quantization { get; init; } = V4L2.QuantizationFullRange;
    public uint Buffers { get; init; } = 4;
    public int BufferBytes { get; init; } = 64;
    public int Stride { get; init; }

    /// <summary>What the driver makes of the format that it is asked for.</summary>
    public Func<V4L2Format, V4L2Format> Adjust { get; set; } = format => format;

    /// <summary>What starting the stream answers in a format and at a rate: 0, or an errno.</summary>
    public Func<V4L2Format, double, int> StartErrno { get; init; } = (_, _) => 0;

    /// <summary>Whether a frame is there only at the second look: its reader waited for it.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>The stamp of the last frame, nanoseconds.</summary>
    public long LastStamp { get; private set; }

    public V4L2Format Format { get; private set; }
    public double Rate { get; private set; }
    public List<string> Violations { get; } = [];
    public bool AllGivenBack => _open == 0 && _mapped.Count == 0 && !_streaming;

    /// <summary>Makes a request fail from now on.</summary>
    public void Fail(uint request, int errno) => _faults[request] = errno;

    /// <summary>One frame to come.</summary>
    public void Deliver(Delivery delivery) => _deliveries.Enqueue(delivery);

    /// <summary>One frame to come, filled with one value.</summary>
    public void Deliver(byte value, uint skip = 0) => Deliver(new Delivery { Fill = value, Skip = skip });

    public int Open(string path)
    {
        if (OpenErrno != 0) return -OpenErrno;
        _open++;
        return File;
    }

    public int Close(int file)
    {
        if (--_open < 0) Violations.Add("closed twice");
        _streaming = false;
        return 0;
    }

    public int Read(int file, void* buffer, nuint length) => -Errno.Invalid;

    public int Write(int file, void* buffer, nuint length) => -Errno.Invalid;

    public int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened)
    {
        happened = PollEvents.None;
        if (!_deliveries.TryPeek(out Delivery? next)) return 0;
        happened = next.Poll;
        _asked = IsAwaited && !_asked;
        if (_asked) return 0;
        return happened == PollEvents.None ? 0 : 1;
    }

    public int Map(int file, nuint length, long offset, out nint address)
    {
        address = 0;
        int index = (int)(offset / MapOffsetStep);
        if (index >= _memory.Count || (int)length != BufferBytes) return -Errno.Invalid;
        address = _memory[index];
        if (!_mapped.Add(address)) Violations.Add($"buffer {index} mapped twice");
        return 0;
    }

    public int Unmap(nint address, nuint length)
    {
        if (!_mapped.Remove(address)) Violations.Add("unmapped what is not mapped");
        return 0;
    }

    public int Control(int file, uint request, void* argument)
    {
        if (file != File || _open != 1) Violations.Add($"{V4L2.Name(request)} on a closed file");
        if (_faults.TryGetValue(request, out int errno)) return -errno;
        return (request & 0xff) switch
        {
            0 => Describe((V4L2Capability*)argument),
            2 => EnumerateFormat((V4L2FormatDescription*)argument),
            5 => SetFormat((V4L2Format*)argument),
            8 => RequestBuffers((V4L2RequestBuffers*)argument),
            9 => QueryBuffer((V4L2Buffer*)argument),
            15 => Queue((V4L2Buffer*)argument),
            17 => Dequeue((V4L2Buffer*)argument),
            18 => Stream(true),
            19 => Stream(false),
            21 => Parameters((V4L2StreamParameters*)argument, false),
            22 => Parameters((V4L2StreamParameters*)argument, true),
            74 => EnumerateSize((V4L2FrameSize*)argument),
            75 => EnumerateInterval((V4L2FrameInterval*)argument),
            _ => -Errno.NotThisKindOfDevice,
        };
    }

    public void Dispose()
    {
        foreach (nint memory in _memory) NativeMemory.Free((void*)memory);
    }

    private int Describe(V4L2Capability* capability)
    {
        "Scripted camera"u8.CopyTo(capability->Card);
        "script"u8.CopyTo(capability->Driver);
        uint capture = HasPlanes ? V4L2.CapabilityCapturePlanes : V4L2.CapabilityCapture;
        capability->Capabilities = V4L2.CapabilityDeviceCapabilities | 0xff;
        capability->DeviceCapabilities = Capabilities == V4L2.CapabilityStreaming ? Capabilities | capture : Capabilities;
        return 0;
    }

    private int EnumerateFormat(V4L2FormatDescription* entry)
    {
        PixelFormat[] formats = [.. Modes.Select(mode => mode.Format).Distinct()];
        if (entry->Index >= formats.Length) return -Errno.Invalid;
        entry->PixelFormat = (uint)formats[entry->Index];
        return 0;
    }

    private int EnumerateSize(V4L2FrameSize* entry)
    {
        if (!Enumerates) return -Errno.NotThisKindOfDevice;
        uint format = entry->PixelFormat;
        var sizes = Modes.Where(mode => (uint)mode.Format == format).Select(mode => (mode.Width, mode.Height)).Distinct().ToArray();
        if (entry->Index >= sizes.Length) return -Errno.Invalid;
        entry->Type = V4L2.EnumerationDiscrete;
        (entry->Width, entry->Height) = ((uint)sizes[entry->Index].Width, (uint)sizes[entry->Index].Height);
        return 0;
    }

    private int EnumerateInterval(V4L2FrameInterval* entry)
    {
        if (!Enumerates) return -Errno.NotThisKindOfDevice;
        V4L2FrameInterval wanted = *entry;
        double[] rates =
        [
            .. Modes.Where(mode => (uint)mode.Format == wanted.PixelFormat && mode.Width == wanted.Width
                && mode.Height == wanted.Height).Select(mode => mode.FramesPerSecond),
        ];
        if (entry->Index >= rates.Length) return -Errno.Invalid;
        entry->Type = V4L2.EnumerationDiscrete;
        entry->Interval = new V4L2Fraction { Numerator = 1000, Denominator = (uint)(rates[entry->Index] * 1000) };
        return 0;
    }

    private int SetFormat(V4L2Format* format)
    {
        if (!HasPlanes) (format->BytesPerLine, format->Quantization) = ((uint)Stride, Quantization);
        else (format->PlanesBytesPerLine, format->PlanesQuantization) = ((uint)Stride, (byte)Quantization);
        *format = Format = Adjust(*format);
        return 0;
    }

    private int Parameters(V4L2StreamParameters* parameters, bool set)
    {
        parameters->Capability = V4L2.ParameterTimePerFrame;
        if (set) Rate = CameraModes.Rate(parameters->TimePerFrame);
        return 0;
    }

    private int RequestBuffers(V4L2RequestBuffers* request)
    {
        if (request->Count == 0)
        {
            if (_mapped.Count > 0) Violations.Add("buffers freed while mapped");
            _queued.Clear();
            return 0;
        }

        request->Count = Buffers;
        _memory.Clear();
        for (int i = 0; i < Buffers; i++) _memory.Add((nint)NativeMemory.AllocZeroed((nuint)BufferBytes));
        return 0;
    }

    private int QueryBuffer(V4L2Buffer* buffer)
    {
        (uint length, uint offset) = ((uint)BufferBytes, buffer->Index * MapOffsetStep);
        if (!HasPlanes) (buffer->Length, buffer->Offset) = (length, offset);
        else (((V4L2Plane*)buffer->Planes)->Length, ((V4L2Plane*)buffer->Planes)->Offset) = (length, offset);
        return 0;
    }

    private int Queue(V4L2Buffer* buffer)
    {
        if (_queued.Contains((int)buffer->Index)) Violations.Add($"buffer {buffer->Index} queued twice");
        _queued.Add((int)buffer->Index);
        return 0;
    }

    private int Stream(bool on)
    {
        if (on && _queued.Count == 0) Violations.Add("streaming without a buffer");
        if (on && StartErrno(Format, Rate) is var errno and not 0) return -errno;
        if (!on) _queued.Clear();
        _streaming = on;
        return 0;
    }

    private int Dequeue(V4L2Buffer* buffer)
    {
        if (!_streaming) Violations.Add("dequeued while not streaming");
        if (!_deliveries.TryDequeue(out Delivery? next)) return -Errno.Again;
        if (next.Errno != 0) return -next.Errno;
        int index = _queued[0];
        _queued.RemoveAt(0);
        Span<byte> memory = new((void*)_memory[index], BufferBytes);
        int length = next.Bytes?.Length ?? BufferBytes;
        if (next.Bytes is { } bytes) bytes.AsSpan(0, Math.Min(bytes.Length, BufferBytes)).CopyTo(memory[next.DataOffset..]);
        else memory.Fill(next.Fill);
        _sequence += next.Skip;
        buffer->Index = next.Index ?? (uint)index;
        buffer->Flags = next.Flags;
        buffer->Sequence = _sequence++;
        LastStamp = next.Stamp(MonotonicClock.Nanoseconds) / 1000 * 1000;
        buffer->Seconds = LastStamp / 1_000_000_000;
        buffer->Microseconds = LastStamp % 1_000_000_000 / 1000;
        uint used = next.BytesUsed ?? (uint)(length + next.DataOffset);
        if (!HasPlanes) buffer->BytesUsed = used;
        else (((V4L2Plane*)buffer->Planes)->BytesUsed, ((V4L2Plane*)buffer->Planes)->DataOffset) = (used, (uint)next.DataOffset);
        return 0;
    }

    /// <summary>What the next dequeue brings.</summary>
    public sealed class Delivery
    {
        public byte Fill { get; init; }
        public byte[]? Bytes { get; init; }
        public int DataOffset { get; init; }
        public uint? BytesUsed { get; init; }
        public uint? Index { get; init; }
        public uint Skip { get; init; }
        public uint Flags { get; init; } = V4L2.FlagTimestampMonotonic;
        public int Errno { get; init; }

        /// <summary>The driver's stamp at a moment; a millisecond ago by default.</summary>
        public Func<long, long> Stamp { get; init; } = now => now - 1_000_000;
        public PollEvents Poll { get; init; } = PollEvents.In;
    }
}
