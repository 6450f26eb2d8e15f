using OnBoard.Device.Enhancement;
using OnBoard.Drivers.Video;
using OnBoard.Fabric.Network;
using OnBoard.Sensors;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// What those who watch get of the live pipeline: sound hop by hop, frames and cells as latest values. The hop thread and
/// the camera's thread write into memory that is there already and never wait; one thread reads. While nobody watches,
/// the ring stays full and the mailboxes are left alone, which costs the pipeline nothing.
/// </summary>
public sealed class LiveTap : IDisposable
{
    /// <summary>How far the watcher may be behind the hop thread.</summary>
    private const int Capacity = AudioFormat.HopsPerSecond / 2;

    /// <summary>Cells are shown every so many hops: 12.5 times a second.</summary>
    private const int HopsPerShowing = 8;

    private readonly Mailbox<CellFrame> _cells = new();
    private readonly Mailbox<CameraFrame> _frames = new();
    private int _watched;

    /// <summary>Whether anybody looks.</summary>
    public bool IsWatched
    {
        get => Volatile.Read(ref _watched) != 0;
        set => Volatile.Write(ref _watched, value ? 1 : 0);
    }

    /// <summary>Noisy, clean and enhanced sound. The watcher's end.</summary>
    internal HopRing Hops { get; } = new(Capacity);

    /// <summary>The outputs of all cells. The watcher's end.</summary>
    internal Mailbox<CellFrame> Cells => _cells;

    /// <summary>What the camera saw. The watcher's end.</summary>
    internal Mailbox<CameraFrame> Frames => _frames;

    /// <inheritdoc/>
    public void Dispose() => Hops.Dispose();

    /// <summary>From the hop thread, after each inference.</summary>
    internal void ShowCells(SpeechEnhancer enhancer, long hop)
    {
        if (!IsWatched || hop % HopsPerShowing != 0) return;
        CellFrame draft = _cells.Draft;
        draft.Fit(enhancer.Engine.Description);
        draft.Hop = hop;
        enhancer.ReadOutputs(draft.Outputs);
        _cells.Post();
    }

    /// <summary>From the camera's thread, after each frame.</summary>
    internal void ShowFrame(VideoFrame frame, MouthRegion mouth, bool found)
    {
        if (!IsWatched) return;
        CameraFrame draft = _frames.Draft;
        draft.CopyFrom(frame);
        draft.Mouth = mouth;
        draft.Found = found;
        _frames.Post();
    }
}

/// <summary>The outputs of all cells at one hop.</summary>
internal sealed class CellFrame
{
    /// <summary>Layers of each stream.</summary>
    public int Layers { get; private set; }

    /// <summary>Cells of each layer and stream.</summary>
    public int Cells { get; private set; }

    /// <summary>[2 x layers x cells], UQ3.5: audio of layer 0, video of layer 0, audio of layer 1, ...</summary>
    public byte[] Outputs { get; private set; } = [];

    /// <summary>The hop's number.</summary>
    public long Hop { get; set; }

    /// <summary>Makes room for a network; allocates when another one is run.</summary>
    public void Fit(NetworkDescription network)
    {
        if (network.Layers == Layers && network.Cells == Cells) return;
        (Layers, Cells) = (network.Layers, network.Cells);
        Outputs = new byte[2 * Layers * Cells];
    }
}

/// <summary>A frame with what was made of it.</summary>
internal sealed class CameraFrame
{
    /// <summary>The frame.</summary>
    public VideoFrame Frame { get; private set; } = new(2, 2);

    /// <summary>Where the mouth is.</summary>
    public MouthRegion Mouth { get; set; }

    /// <summary>Whether there is one.</summary>
    public bool Found { get; set; }

    /// <summary>Copies a frame; allocates when the size changes.</summary>
    public void CopyFrom(VideoFrame frame)
    {
        if (frame.Width != Frame.Width || frame.Height != Frame.Height) Frame = new VideoFrame(frame.Width, frame.Height);
        frame.Luma.CopyTo(Frame.Luma, 0);
        frame.Cb.CopyTo(Frame.Cb, 0);
        frame.Cr.CopyTo(Frame.Cr, 0);
        Frame.CapturedAt = frame.CapturedAt;
        Frame.Sequence = frame.Sequence;
    }
}
