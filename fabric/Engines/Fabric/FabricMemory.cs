using OnBoard.Drivers;
using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Where things stand in the DMA memory of an engine: the network image, inputs, the job block, the state, gains. The inputs
/// of a job end where its block begins, and the state and the gains follow its result, so that one copy takes a whole job
/// there and one brings all of it back. Two networks have a part of the memory each.
/// <code>
/// start    image | ... frames of inputs | request result . | state | frames of gains ...
///                  &lt;------- one copy --------> &lt;----------- one copy -----------&gt;
/// </code>
/// </summary>
internal sealed class FabricMemory
{
    /// <summary>Frames of a job at most: more would not make it faster, and its time-out too long.</summary>
    public const int MaxFrames = 256;

    private readonly IDmaMemory _memory;
    private readonly int _start;
    private readonly int _audioBytes, _videoBytes, _targetBytes;

    /// <summary>The layout for a network in all of the memory.</summary>
    /// <exception cref="DeviceFailedException">The memory is too small.</exception>
    public FabricMemory(IDmaMemory memory, NetworkTopology topology)
        : this(memory, topology, 0, memory.Length)
    {
    }

    /// <summary>The layout for a network in a part of the memory.</summary>
    /// <exception cref="DeviceFailedException">The part is too small.</exception>
    public FabricMemory(IDmaMemory memory, NetworkTopology topology, int start, int length)
    {
        _memory = memory;
        _start = start;
        NetworkDescription description = topology.Description;
        Image = new NetworkImage(topology);
        State = new StateImage(topology);
        _audioBytes = Beats.Pad(description.AudioInputs);
        _videoBytes = Beats.Pad(description.VideoInputs);
        _targetBytes = Beats.Pad(2 * description.Outputs);
        GainBytes = Beats.Pad(2 * description.Outputs);

        long perFrame = InputBytes(training: true) + GainBytes;
        long fixedBytes = Image.Bytes + (2L * JobLayout.Bytes) + State.Bytes;
        Frames = (int)Math.Clamp((length - fixedBytes) / perFrame, 0, MaxFrames);
        if (Frames == 0)
        {
            throw new DeviceFailedException(
                memory.Name,
                $"its {length / 1024} KiB are too small: {description.Name} needs {(fixedBytes + perFrame + 1023) / 1024}",
                "give the DMA buffer or the reserved memory more room in the device tree, or run a smaller network");
        }

        // The block is aligned as the bus sees it.
        ulong free = memory.BusAddress + (ulong)start + (ulong)Image.Bytes + (ulong)(Frames * InputBytes(training: true));
        JobAddress = (free + JobLayout.Bytes - 1) / JobLayout.Bytes * JobLayout.Bytes;
        Job = (int)(JobAddress - memory.BusAddress);
        Up = new byte[(Frames * InputBytes(training: true)) + JobLayout.RequestBytes];
        Down = new byte[GainsAt + (Frames * GainBytes)];
        LastState = new byte[State.Bytes];
    }

    /// <summary>What a network needs for jobs of a few frames, bytes.</summary>
    public static long MinBytes(NetworkTopology topology)
    {
        const int Frames = 8;
        NetworkDescription description = topology.Description;
        long frame = Beats.Pad(description.AudioInputs) + Beats.Pad(description.VideoInputs) + (2L * Beats.Pad(2 * description.Outputs));
        return new NetworkImage(topology).Bytes + (2L * JobLayout.Bytes) + new StateImage(topology).Bytes + (Frames * frame);
    }

    public NetworkImage Image { get; }

    public StateImage State { get; }

    /// <summary>Frames that fit one job.</summary>
    public int Frames { get; }

    /// <summary>Where the job block stands.</summary>
    public int Job { get; }

    /// <summary>Its address on the bus.</summary>
    public ulong JobAddress { get; }

    /// <summary>From one frame of gains to the next.</summary>
    public int GainBytes { get; }

    /// <summary>What goes to the fabric: frames of inputs at the end before the request.</summary>
    public byte[] Up { get; }

    /// <summary>What came from it: result, state, gains.</summary>
    public byte[] Down { get; }

    /// <summary>The request.</summary>
    public Span<byte> Request => Up.AsSpan(Up.Length - JobLayout.RequestBytes);

    /// <summary>The result.</summary>
    public ReadOnlySpan<byte> Result => Down.AsSpan(0, ResultLayout.Bytes);

    /// <summary>The state after the last job that ended well.</summary>
    public byte[] LastState { get; }

    private static int StateAt => JobLayout.Bytes - JobLayout.Result;

    private int GainsAt => StateAt + State.Bytes;

    /// <summary>From one frame of inputs to the next.</summary>
    public int InputBytes(bool training) => _audioBytes + _videoBytes + (training ? _targetBytes : 0);

    /// <summary>The audio events of a frame; the video events and the targets follow, each padded.</summary>
    public Span<byte> Audio(int frame, int frames, bool training) => Input(frame, frames, training, 0, _audioBytes);

    public Span<byte> Video(int frame, int frames, bool training) => Input(frame, frames, training, _audioBytes, _videoBytes);

    public Span<byte> Targets(int frame, int frames) =>
        Input(frame, frames, training: true, _audioBytes + _videoBytes, _targetBytes);

    /// <summary>The gains of a frame.</summary>
    public ReadOnlySpan<byte> Gains(int frame) => Down.AsSpan(GainsAt + (frame * GainBytes), GainBytes);

    /// <summary>Says in the request where everything of a job of frames stands.</summary>
    public void Address(int frames, bool training)
    {
        Span<byte> request = Request;
        int stride = InputBytes(training);
        ulong audio = JobAddress - (ulong)(frames * stride), video = audio + (ulong)_audioBytes;
        JobLayout.AudioAddress.Set(request, audio);
        JobLayout.VideoAddress.Set(request, video);
        JobLayout.AudioStride.Set(request, stride);
        JobLayout.VideoStride.Set(request, stride);
        if (training)
        {
            JobLayout.TargetAddress.Set(request, video + (ulong)_videoBytes);
            JobLayout.TargetStride.Set(request, stride);
        }

        JobLayout.GainAddress.Set(request, JobAddress + JobLayout.Result + (ulong)GainsAt);
        JobLayout.GainStride.Set(request, GainBytes);
    }

    /// <summary>Says in the request where the state stands.</summary>
    public void AddressState()
    {
        JobLayout.StateAddress.Set(Request, JobAddress + JobLayout.Result + (ulong)StateAt);
        JobLayout.StateBytes.Set(Request, State.Bytes);
    }

    /// <summary>Says in the request where the image stands.</summary>
    public void AddressImage()
    {
        JobLayout.ImageAddress.Set(Request, _memory.BusAddress + (ulong)_start);
        JobLayout.ImageBytes.Set(Request, Image.Bytes);
    }

    /// <summary>Writes the whole image.</summary>
    public void SendImage(IntegerNetwork network) => Image.Write(network, _memory, _start);

    /// <summary>Writes rows of the image.</summary>
    public void SendRows(IntegerNetwork network, int first, int count) => Image.WriteRows(network, _memory, _start, first, count);

    /// <summary>Reads rows of the image.</summary>
    public void ReceiveRows(IntegerNetwork network, int first, int count) => Image.ReadRows(network, _memory, _start, first, count);

    /// <summary>Brings a state that was asked for.</summary>
    public void ReceiveState() => _memory.Read(Job + JobLayout.Result + StateAt, LastState);

    /// <summary>Takes the request, and so many bytes of inputs before it, to the fabric.</summary>
    public void Send(int inputs)
    {
        int length = inputs + JobLayout.RequestBytes;
        _memory.Write(Job - inputs, Up.AsSpan(Up.Length - length));
    }

    /// <summary>Takes a state to the fabric, and remembers it as the last.</summary>
    public void SendState(NetworkState state)
    {
        State.Write(state, LastState);
        _memory.Write(Job + JobLayout.Result + StateAt, LastState);
    }

    /// <summary>Brings the result back, and with frames the state and their gains.</summary>
    /// <param name="sequence">The number of the job.</param>
    /// <param name="frames">Its frames.</param>
    /// <param name="hasState">Whether it reported the state.</param>
    /// <returns>Whether it is that of the job of this number; otherwise the last state stays.</returns>
    public bool TryReceive(uint sequence, int frames, bool hasState = true)
    {
        int length = frames > 0 ? GainsAt + (frames * GainBytes) : Beats.Pad(ResultLayout.Bytes);
        _memory.Read(Job + JobLayout.Result, Down.AsSpan(0, length));
        if (ResultLayout.Sequence.Get(Result) != sequence) return false;
        if (frames > 0 && hasState) Down.AsSpan(StateAt, State.Bytes).CopyTo(LastState);
        return true;
    }

    private Span<byte> Input(int frame, int frames, bool training, int at, int length)
    {
        int stride = InputBytes(training);
        return Up.AsSpan(Up.Length - JobLayout.RequestBytes - ((frames - frame) * stride) + at, length);
    }
}
