namespace OnBoard.Drivers.Files;

/// <summary>What a failed write means to the user.</summary>
public static class DiskFailure
{
    private const int NoSpaceLeft = 28; // ENOSPC of Linux

    /// <summary>Whether the disk is full.</summary>
    public static bool IsFull(IOException error) => error.HResult == NoSpaceLeft;

    /// <summary>The error to report.</summary>
    /// <param name="name">The file.</param>
    /// <param name="error">What the write met.</param>
    public static DeviceFailedException Of(string name, IOException error) => IsFull(error)
        ? new DeviceFailedException(name, "the disk is full", "Free space or record elsewhere", error)
        : new DeviceFailedException(name, $"writing failed ({error.Message})", "Check the disk or card", error);
}
