using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>The output thread: from the hop thread to the loudspeaker, which may wait for its clock here.</summary>
internal sealed class OutputLoop(Reconnector<ILoudspeaker> loudspeaker, HopRing hops, LiveCounters counters) : ILoop
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public bool Step()
    {
        if (hops.TryBeginRead(Wait) is not { } hop) return !hops.IsOver;
        if (loudspeaker.Device is { } device || (loudspeaker.TryReturn() && (device = loudspeaker.Device!) is not null))
        {
            try
            {
                device.Write(hop.Enhanced);
                counters.SetLoudspeakerUnderruns(device.Underruns);
            }
            catch (OnBoardException error)
            {
                loudspeaker.Lose(error);
            }
        }

        hops.EndRead();
        return true;
    }

    /// <inheritdoc/>
    public void Finish() => loudspeaker.Dispose();
}
