using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// Brings a PCM back after an overrun, an underrun or a suspend, and gives up with a typed error where it does not come
/// back. Used by the PCM's thread.
/// </summary>
internal sealed class PcmRecovery(IPcm pcm, bool starts)
{
    // In a row, without one frame in between. A system that wakes from a suspend gets some two seconds.
    private const int MaxTrials = 20, MaxAwakenings = 2000;

    private int _trials, _awakenings;

    /// <summary>How often frames were lost.</summary>
    public long Count { get; private set; }

    /// <summary>Frames went through: the device is well.</summary>
    public void Progressed() => _trials = _awakenings = 0;

    /// <summary>
    /// Recovers from a failed call. While the system is still waking from a suspend it only lets a millisecond pass:
    /// the next call fails alike and comes here again.
    /// </summary>
    /// <param name="answer">Its negative answer.</param>
    /// <param name="what">The call, for messages.</param>
    /// <exception cref="DeviceFailedException">The device is gone, or does not come back.</exception>
    public void Recover(int answer, string what)
    {
        if (answer is not (-Errno.BrokenPipe or -Errno.Suspended)) throw AlsaFailure.Running(pcm.Name, what, -answer);
        int resumed = answer == -Errno.Suspended ? pcm.Resume() : answer;
        if (resumed == -Errno.NoDevice) throw AlsaFailure.Running(pcm.Name, "snd_pcm_resume", Errno.NoDevice);
        if (resumed == -Errno.Again && ++_awakenings <= MaxAwakenings)
        {
            Thread.Sleep(1);
            return;
        }

        if (++_trials > MaxTrials) throw AlsaFailure.Running(pcm.Name, $"{what} fails again and again", -answer);
        Count++;
        if (resumed >= 0) return;
        Check(pcm.Prepare(), "snd_pcm_prepare");

        // Prepare alone leaves capture stopped for good: nothing is captured, so nothing wakes the reader.
        if (starts) Check(pcm.Start(), "snd_pcm_start");
    }

    private void Check(int answer, string what)
    {
        if (answer < 0) throw AlsaFailure.Running(pcm.Name, what, -answer);
    }
}
