namespace OnBoard.Sensors.Talker.Script;

/// <summary>A phone at its place in time.</summary>
/// <param name="Phoneme">The phoneme it is a piece of.</param>
/// <param name="Phone">Its targets.</param>
/// <param name="Start">First sample, counted from the start of the sentence's score.</param>
/// <param name="Length">Samples.</param>
/// <param name="Word">Place of its word in the sentence; -1 in a pause.</param>
/// <param name="Stress">Loudness and size of movement against the average, about 1.</param>
public readonly record struct SpokenPhone(
    Phoneme Phoneme, Phone Phone, int Start, int Length, int Word, float Stress)
{
    /// <summary>The sample after the last.</summary>
    public int End => Start + Length;
}
