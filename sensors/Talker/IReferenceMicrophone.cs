using OnBoard.Drivers;
using OnBoard.Drivers.Audio;

namespace OnBoard.Sensors.Talker;

/// <summary>
/// A microphone that knows what the talker said without the noise, so that an enhancement can be scored while it runs.
/// </summary>
public interface IReferenceMicrophone : IMicrophone
{
    /// <summary>Waits until both buffers are full: the same samples with and without noise, in -1..1.</summary>
    /// <param name="noisy">What the microphone hears.</param>
    /// <param name="clean">The talker alone; as long as <paramref name="noisy"/>.</param>
    /// <param name="capturedAt">When the first of them was taken, nanoseconds of the monotonic clock.</param>
    /// <param name="timeout">How long to wait at most.</param>
    ReadResult Read(Span<float> noisy, Span<float> clean, out long capturedAt, TimeSpan timeout);
}
