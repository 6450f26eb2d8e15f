using OnBoard.Drivers;

namespace OnBoard.Device.Service.Recording;

/// <summary>Starts and stops recordings while the service runs: what the page, SCPI and the commands use. Any thread.</summary>
public interface IRecordingControl
{
    /// <summary>How it is now.</summary>
    RecordingStatus Status { get; }

    /// <summary>Begins a recording.</summary>
    /// <param name="name">
    /// Name of its folder below the folder of recordings, of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; null names it
    /// after the time.
    /// </param>
    /// <returns>The folder.</returns>
    /// <exception cref="BadInputException">One runs already, the name is unfit or taken, or the folder cannot be made.</exception>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    string Start(string? name = null);

    /// <summary>Ends the recording and waits until its files are complete.</summary>
    /// <returns>What was kept.</returns>
    /// <exception cref="BadInputException">None runs.</exception>
    /// <exception cref="DeviceFailedException">The disk does not come to an end.</exception>
    RecordingStatus Stop();
}
