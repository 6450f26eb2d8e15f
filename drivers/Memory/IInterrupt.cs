namespace OnBoard.Drivers.Memory;

/// <summary>
/// The interrupt of a device, one shot as the kernel's UIO gives it: once it has fired it stays masked until it is enabled
/// anew, and then it fires at once where its cause was not taken away. Used by one thread at a time.
/// </summary>
public interface IInterrupt : IDisposable
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Lets it fire once more.</summary>
    /// <exception cref="DeviceFailedException">The kernel refused.</exception>
    void Enable();

    /// <summary>Waits until it has fired since it was last waited for; false where it has not within the time.</summary>
    /// <exception cref="DeviceFailedException">The kernel cannot deliver it.</exception>
    bool Wait(TimeSpan timeout);
}
