using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// Sources of events that are treated alike: a stream's inputs, a layer's cells, the universal summary. All arrays are padded
/// with zeros for <see cref="CellVectors"/>.
/// </summary>
internal sealed unsafe class CpuSource
{
    /// <param name="count">How many.</param>
    /// <param name="holds">Whether what was sent can differ from what they are; false only where nothing keeps sums of it.</param>
    /// <param name="memory">Where it stands.</param>
    public CpuSource(int count, bool holds, PinnedMemory memory)
    {
        Count = count;
        Values = Allocate();
        Sent = holds ? Allocate() : Values;
        Changes = holds ? Allocate() : null;

        short* Allocate() => memory.Allocate<short>(count + CellVectors.Lanes);
    }

    public int Count { get; }

    /// <summary>What the sources are at this step.</summary>
    public short* Values { get; }

    /// <summary>What they have sent and what is heard, <see cref="SendOnChange"/>.</summary>
    public short* Sent { get; }

    /// <summary>What they sent at this step: differences; null where there are none.</summary>
    public short* Changes { get; }

    /// <summary>Sends what has moved by the threshold.</summary>
    public void Send(int threshold)
    {
        if (Changes != null) CellVectors.Send(Values, Sent, Changes, Count, threshold);
    }

    public void Clear()
    {
        new Span<short>(Values, Count).Clear();
        new Span<short>(Sent, Count).Clear();
    }
}
