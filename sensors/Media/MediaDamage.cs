namespace OnBoard.Sensors.Media;

/// <summary>What of a recording could not be decoded whole.</summary>
internal sealed class MediaDamage
{
    /// <summary>Frames that came out.</summary>
    public long Frames { get; set; }

    /// <summary>Blocks of sound that came out.</summary>
    public long Blocks { get; set; }

    /// <summary>Frames whose decoder complained.</summary>
    public long DamagedFrames { get; set; }

    /// <summary>Samples per channel, at the track's own rate, in blocks whose decoder complained.</summary>
    public long DamagedSamples { get; set; }

    /// <summary>When the first damaged frame is shown, seconds.</summary>
    public double? FirstDamagedFrame { get; set; }

    /// <summary>When the first damaged block of sound begins, seconds.</summary>
    public double? FirstSound { get; set; }

    /// <summary>In words, one line for frames and one for sound; none where nothing is damaged.</summary>
    public IEnumerable<string> Describe()
    {
        if (DamagedFrames > 0)
            yield return FormattableString.Invariant($"{DamagedFrames} of {Frames} frames are damaged, the first at {FirstDamagedFrame ?? 0:0.00} s");
        if (DamagedSamples > 0)
            yield return FormattableString.Invariant($"{DamagedSamples} samples of sound are damaged, the first at {FirstSound ?? 0:0.00} s");
    }
}
