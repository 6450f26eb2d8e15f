using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Video;

/// <summary>
/// The ring of mapped buffers between a V4L2 driver and its reader: filled by the driver, taken out, looked at, given
/// back. Streams from <see cref="TryStart"/> until disposed. Used by one thread.
/// </summary>
internal sealed unsafe class CaptureQueue : IDisposable
{
    // Four give a reader at 30/s some 100 ms to come back before the driver has nowhere to put a frame.
    private const uint WantedBuffers = 4, MinBuffers = 2;

    private readonly VideoNode _node;
    private readonly MappedMemory[] _buffers;
    private readonly bool[] _taken;

    /// <param name="node">The camera, with its format set.</param>
    /// <param name="minBytes">Bytes that a buffer must have to hold a frame.</param>
    /// <exception cref="DeviceFailedException">The driver refused, or offers too little.</exception>
    public CaptureQueue(VideoNode node, int minBytes)
    {
        _node = node;
        V4L2RequestBuffers request = new()
        {
            Count = WantedBuffers, Type = node.BufferType, Memory = V4L2.MemoryMapped,
        };
        node.Control(V4L2.RequestBuffers, ref request);
        if (request.Count < MinBuffers)
        {
            throw new DeviceFailedException(node.Path,
                $"the driver gives {request.Count} buffers of {MinBuffers} needed",
                "Free contiguous memory for the driver (kernel option cma=)");
        }

        _buffers = new MappedMemory[Math.Min(request.Count, 32)];
        _taken = new bool[_buffers.Length];
        try
        {
            for (uint i = 0; i < _buffers.Length; i++) _buffers[i] = Map(i, minBytes);
            for (uint i = 0; i < _buffers.Length; i++) Queue(i);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many frames wait at most.</summary>
    public int Depth => _buffers.Length;

    /// <summary>Bytes of the largest buffer.</summary>
    public int LargestBuffer => _buffers.Max(buffer => buffer.Bytes.Length);

    /// <summary>Starts the stream; 0, or the errno where the driver refused.</summary>
    /// <exception cref="DeviceFailedException">The camera was unplugged.</exception>
    public int TryStart()
    {
        int type = (int)_node.BufferType;
        return _node.TryControl(V4L2.StreamOn, ref type);
    }

    /// <summary>Takes out the oldest filled buffer, if there is one by now.</summary>
    /// <returns>False where the driver has none yet.</returns>
    /// <exception cref="DeviceFailedException">The camera was unplugged or broke off.</exception>
    public bool TryTake(out CapturedBuffer captured)
    {
        V4L2Plane plane = default;
        V4L2Buffer buffer = Describe(0, &plane);
        int errno = _node.TryControl(V4L2.DequeueBuffer, ref buffer);
        captured = default;
        if (errno == Errno.Again) return false;
        if (errno != 0) throw _node.Failure(V4L2.Name(V4L2.DequeueBuffer), errno);
        if (buffer.Index >= _buffers.Length || _taken[buffer.Index])
            throw Nonsense($"it returned buffer {buffer.Index}, which it does not have");

        _taken[buffer.Index] = true;
        int start = _node.HasPlanes ? (int)plane.DataOffset : 0;
        captured = new CapturedBuffer
        {
            Index = buffer.Index,
            Start = start,
            Length = (int)(_node.HasPlanes ? plane.BytesUsed : buffer.BytesUsed) - start,
            Damaged = (buffer.Flags & V4L2.FlagError) != 0,
            Sequence = buffer.Sequence,
            Monotonic = (buffer.Flags & V4L2.FlagTimestampMask) == V4L2.FlagTimestampMonotonic,
            Nanoseconds = (buffer.Seconds * 1_000_000_000) + (buffer.Microseconds * 1000),
        };
        return true;
    }

    /// <summary>The frame in a taken buffer; empty where the driver's figures do not fit the buffer.</summary>
    public ReadOnlySpan<byte> Frame(in CapturedBuffer captured)
    {
        ReadOnlySpan<byte> all = _buffers[captured.Index].Bytes;
        bool fits = captured.Start >= 0 && captured.Length >= 0 && captured.Length <= all.Length - captured.Start;
        return fits ? all.Slice(captured.Start, captured.Length) : default;
    }

    /// <summary>Gives a taken buffer back to the driver.</summary>
    /// <exception cref="DeviceFailedException">The camera was unplugged or broke off.</exception>
    public void GiveBack(in CapturedBuffer captured)
    {
        _taken[captured.Index] = false;
        Queue(captured.Index);
    }

    /// <summary>
    /// Stops the stream and gives all memory back. The camera may be gone by now: refusals do not matter.
    /// </summary>
    public void Dispose()
    {
        int type = (int)_node.BufferType;
        IgnoreUnplugged(V4L2.StreamOff, ref type);
        foreach (MappedMemory? buffer in _buffers) buffer?.Dispose();
        V4L2RequestBuffers none = new() { Count = 0, Type = _node.BufferType, Memory = V4L2.MemoryMapped };
        IgnoreUnplugged(V4L2.RequestBuffers, ref none);
    }

    private void IgnoreUnplugged<T>(uint request, ref T argument)
        where T : unmanaged
    {
        try
        {
            _ = _node.TryControl(request, ref argument);
        }
        catch (DeviceFailedException)
        {
            // Unplugged: there is nothing left to stop.
        }
    }

    private MappedMemory Map(uint index, int minBytes)
    {
        V4L2Plane plane = default;
        V4L2Buffer buffer = Describe(index, &plane);
        _node.Control(V4L2.QueryBuffer, ref buffer);
        (uint length, uint offset) = _node.HasPlanes ? (plane.Length, plane.Offset) : (buffer.Length, buffer.Offset);
        if (length < minBytes || length > int.MaxValue)
            throw Nonsense($"its buffers have {length} bytes where a frame has {minBytes}");
        return _node.Map((int)length, offset);
    }

    private void Queue(uint index)
    {
        V4L2Plane plane = default;
        V4L2Buffer buffer = Describe(index, &plane);
        _node.Control(V4L2.QueueBuffer, ref buffer);
    }

    private V4L2Buffer Describe(uint index, V4L2Plane* plane)
    {
        V4L2Buffer buffer = new() { Index = index, Type = _node.BufferType, Memory = V4L2.MemoryMapped };
        if (_node.HasPlanes)
        {
            buffer.Planes = (nint)plane;
            buffer.Length = 1;
        }

        return buffer;
    }

    private DeviceFailedException Nonsense(string what) =>
        new(_node.Path, $"the driver {_node.Driver} of {_node.Card} is broken: {what}",
            "Update the kernel, or use another camera");
}
