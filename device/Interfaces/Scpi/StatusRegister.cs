namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// A status register of SCPI-1999 (volume 1, chapter 9): what is so now, what became so since it was last read, and which
/// of that is summed up. Used by one thread.
/// </summary>
public sealed class StatusRegister
{
    private const int Bits = 0x7FFF; // Bit 15 is never used.

    /// <summary>What is so now.</summary>
    public int Condition { get; private set; }

    /// <summary>What became so since it was last read.</summary>
    public int Event { get; private set; }

    /// <summary>What is summed up.</summary>
    public int Enable
    {
        get;
        set => field = value & Bits;
    }

    /// <summary>Whether something that is enabled became so.</summary>
    public bool Summary => (Event & Enable) != 0;

    /// <summary>Takes the conditions as they are now.</summary>
    public void Update(int condition)
    {
        Event |= condition & ~Condition & Bits;
        Condition = condition & Bits;
    }

    /// <summary>The events, which are forgotten then.</summary>
    public int TakeEvent()
    {
        int events = Event;
        Event = 0;
        return events;
    }

    /// <summary>Forgets the events.</summary>
    public void Clear() => Event = 0;
}
