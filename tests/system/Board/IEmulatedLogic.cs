using OnBoard.Fabric.Contract;

namespace OnBoard.Tests.System.Board;

/// <summary>What can be made to go wrong with the logic of an emulated board.</summary>
internal enum LogicFault
{
    /// <summary>A job never ends: the bus answers nothing. A soft reset helps.</summary>
    Hang,

    /// <summary>The bus answers what a job reads with an error.</summary>
    BusError,

    /// <summary>The logic is reset in the middle of a job: its weights are gone.</summary>
    Reset,

    /// <summary>Its registers say another name and change no more: other logic was loaded. Loading it anew helps.</summary>
    WrongIdentity,

    /// <summary>A job ends under another number.</summary>
    WrongSequence,

    /// <summary>The interrupt of a job is lost.</summary>
    LostInterrupt,
}

/// <summary>
/// Logic behind the guest's UIO: its registers and its memory are the guest's. One thread looks, all others may ask for faults.
/// </summary>
internal interface IEmulatedLogic : IDisposable
{
    /// <summary>For reports.</summary>
    string Name { get; }

    /// <summary>Jobs that were begun.</summary>
    long JobsStarted { get; }

    /// <summary>Whether the interrupt line is high.</summary>
    bool IsInterruptHigh { get; }

    /// <summary>The first rule of the bus, or assertion of its own, that it broke; null while there is none.</summary>
    string? Violation { get; }

    /// <summary>Looks at what the guest wrote, and goes on with what it does.</summary>
    /// <returns>Whether a job runs, so that it wants to go on at once.</returns>
    bool Look();

    /// <summary>Lets the next job go wrong.</summary>
    /// <param name="fault">How.</param>
    /// <param name="during">In a job that does this; null for any. Logic that cannot know takes the next.</param>
    void Fail(LogicFault fault, FabricOperation? during = null);

    /// <summary>Loads it anew: everything in it is as at first, memory stays.</summary>
    void Reload();
}
