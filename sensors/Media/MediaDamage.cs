namespace OnBoard.Sensors.Media;

/// <summary>What of a recording could not be decoded whole.</summary>
internal sealed class MediaDamage
{
    /// <summary>Pictures that came out.</summary>
    public long Pictures { get; set; }

    /// <summary>Blocks of sound that came out.</summary>
    public long Blocks { get; set; }

    /// <summary>Pictures whose decoder complained.</summary>
    public long DamagedPictures { get; set; }

    /// <summary>Samples per channel, at the track's own rate, in blocks whose decoder complained.</summary>
    public long DamagedSamples { get; set; }

    /// <summary>When the first damaged picture is shown, seconds.</summary>
    public double? FirstPicture { get; set; }

    /// <summary>When the first damaged block of sound begins, seconds.</summary>
    public double? FirstSound { get; set; }

    /// <summary>In words, one line for pictures and one for sound; none where nothing is damaged.</summary>
    public IEnumerable<string> Describe()
    {
        if (DamagedPictures > 0)
            yield return FormattableString.Invariant($"{DamagedPictures} of {Pictures} pictures are damaged, the first at {FirstPicture ?? 0:0.00} s");
        if (DamagedSamples > 0)
            yield return FormattableString.Invariant($"{DamagedSamples} samples of sound are damaged, the first at {FirstSound ?? 0:0.00} s");
    }
}
