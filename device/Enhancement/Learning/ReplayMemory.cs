namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// What was heard and is worth learning from, in memory of a fixed size: stretches of clear speech and of noise to train on,
/// and every fourth of each kept apart to validate with, never trained on. Used by one thread.
/// </summary>
internal sealed class ReplayMemory
{
    private const int HeldOutEvery = 4;
    private const int SpeechOfQuietRoom = 6;

    private long _speech;
    private long _noise;

    /// <summary>Clear speech to train on.</summary>
    public ReplayStore<SpeechStretch> Speech { get; } = new(48);

    /// <summary>Noise to train on.</summary>
    public ReplayStore<NoiseStretch> Noise { get; } = new(64);

    /// <summary>Clear speech to validate with.</summary>
    public ReplayStore<SpeechStretch> HeldOutSpeech { get; } = new(12);

    /// <summary>Noise to validate with.</summary>
    public ReplayStore<NoiseStretch> HeldOutNoise { get; } = new(16);

    /// <summary>Changes whenever what is held out changes.</summary>
    public long HeldOutVersion { get; private set; }

    /// <summary>Whether there is enough to train and to validate: speech, and noise, unless much was said and little else was heard.</summary>
    public bool IsReady =>
        Speech.Count >= 2 && HeldOutSpeech.Count >= 1
        && ((Noise.Count >= 2 && HeldOutNoise.Count >= 1) || Speech.Count >= SpeechOfQuietRoom);

    /// <summary>Seconds of clear speech.</summary>
    public double ClearSeconds => Speech.Seconds + HeldOutSpeech.Seconds;

    /// <summary>Seconds of noise.</summary>
    public double NoiseSeconds => Noise.Seconds + HeldOutNoise.Seconds;

    /// <summary>Share of all stretches that is filled, 0..1.</summary>
    public double Fill =>
        (double)(Speech.Count + Noise.Count + HeldOutSpeech.Count + HeldOutNoise.Count)
        / (Speech.Capacity + Noise.Capacity + HeldOutSpeech.Capacity + HeldOutNoise.Capacity);

    /// <summary>The stretch of speech to fill next.</summary>
    public SpeechStretch TakeSpeech()
    {
        if (_speech++ % HeldOutEvery != 1) return Speech.Take();
        HeldOutVersion++;
        return HeldOutSpeech.Take();
    }

    /// <summary>The stretch of noise to fill next.</summary>
    public NoiseStretch TakeNoise()
    {
        if (_noise++ % HeldOutEvery != 1) return Noise.Take();
        HeldOutVersion++;
        return HeldOutNoise.Take();
    }
}
