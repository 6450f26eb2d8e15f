using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What the sound that gains let through lacks, of one mixture, hop by hop; reused from mixture to mixture.</summary>
internal interface IMixtureError
{
    /// <summary>Begins a mixture.</summary>
    /// <param name="hops">How many hops it has.</param>
    void Begin(int hops);

    /// <summary>Takes its next hop.</summary>
    /// <param name="clean">The speech's spectrum.</param>
    /// <param name="noisy">The mixture's.</param>
    void Add(Spectrum clean, Spectrum noisy);

    /// <summary>The mixture is complete: it can be asked from here on.</summary>
    void End();

    /// <summary>The error of a hop's sound. Hops are asked for in order.</summary>
    /// <param name="hop">The hop.</param>
    /// <param name="gains">What the network gives, for each band.</param>
    float Of(int hop, ReadOnlySpan<float> gains);

    /// <summary>Adds the error's slopes by the logits of the gains. Hops are asked for in order.</summary>
    /// <param name="hop">The hop.</param>
    /// <param name="gains">What the network gives, for each band.</param>
    /// <param name="weight">What the error counts.</param>
    /// <param name="slopes">For each band; added to.</param>
    void AddSlopes(int hop, ReadOnlySpan<float> gains, float weight, Span<float> slopes);
}
