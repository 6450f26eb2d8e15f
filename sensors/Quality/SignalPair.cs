using OnBoard.Drivers;

namespace OnBoard.Sensors.Quality;

/// <summary>What every measure asks of a reference and the signal that is compared with it.</summary>
internal static class SignalPair
{
    /// <exception cref="BadInputException">The two cannot be compared.</exception>
    public static void Check(ReadOnlySpan<float> reference, ReadOnlySpan<float> estimate)
    {
        if (reference.Length != estimate.Length)
            throw new BadInputException(
                "estimate", $"it has {estimate.Length} samples and its reference {reference.Length}",
                "Align the two and cut them to the same length");
        bool silent = true;
        for (int n = 0; n < reference.Length; n++)
        {
            if (!float.IsFinite(reference[n]) || !float.IsFinite(estimate[n]))
                throw new BadInputException(
                    "signals to compare", $"sample {n} is not a number", "Find what wrote it: no measure takes it");
            silent &= reference[n] == 0;
        }

        if (silent) throw Silent();
    }

    public static BadInputException Silent() =>
        new("reference", "it is empty or silent", "Give the clean speech that the estimate is to be compared with");
}
