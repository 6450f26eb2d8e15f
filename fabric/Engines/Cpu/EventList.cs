namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>Rows of a matrix, in order, and what is to be applied to each; zeros behind it, up to whole blocks.</summary>
internal sealed unsafe class EventList(int rows, PinnedMemory memory)
{
    /// <summary>Lists are padded to a multiple of this, with row 0 and event 0.</summary>
    public const int Block = 4;

    public int* Rows { get; } = memory.Allocate<int>(rows + Block);

    public short* Events { get; } = memory.Allocate<short>(rows + Block);

    /// <summary>Its length before padding.</summary>
    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Appends the events of a run of rows that are not zero.</summary>
    /// <param name="events">Zero-padded to whole vectors of <see cref="CellVectors"/>.</param>
    /// <param name="length">How many, before padding.</param>
    /// <param name="firstRow">The row of the first.</param>
    /// <returns>How many were appended.</returns>
    public int Append(short* events, int length, int firstRow)
    {
        int appended = CellVectors.Collect(events, length, firstRow, Rows + Count, Events + Count);
        Count += appended;
        return appended;
    }

    /// <summary>Keeps only events that are at least so large.</summary>
    /// <param name="min">How large.</param>
    /// <param name="runs">Events of each run of rows that were appended; then of those that are kept.</param>
    public void Keep(int min, Span<int> runs)
    {
        int kept = 0, next = 0;
        foreach (ref int run in runs)
        {
            int first = kept;
            for (int end = next + run; next < end; next++)
            {
                if (Math.Abs(Events[next]) < min) continue;
                Rows[kept] = Rows[next];
                Events[kept++] = Events[next];
            }

            run = kept - first;
        }

        Count = kept;
        Pad();
    }

    public void Pad()
    {
        for (int i = Count; i < Count + Block; i++)
        {
            Rows[i] = 0;
            Events[i] = 0;
        }
    }
}
