namespace OnBoard.Device.Experiments.Training;

/// <summary>How much every band of every hop of a mixture counts in the loss; see <see cref="MixtureOptions"/>.</summary>
/// <param name="options">The weights of loud, of swallowed and of audible bands.</param>
internal sealed class BandWeights(MixtureOptions options)
{
    // Loud bands decide what is heard, but silence must not be forgotten.
    private const float Min = 0.1f, Max = 5;

    // Speech that is so far below the utterance's loudest band is hardly heard: 25 dB as a natural logarithm of energy.
    private const float AudibleRange = 5.756f;

    private MixtureFeatures? _features;
    private float _meanLogEnergy;
    private float _loudestSpeech;

    /// <summary>Takes a mixture.</summary>
    public void Begin(MixtureFeatures features)
    {
        _features = features;
        _meanLogEnergy = features.MeanLogEnergy();
        _loudestSpeech = LoudestSpeech(features);
    }

    /// <summary>Writes the weights of a hop.</summary>
    public void Write(int hop, Span<float> weights)
    {
        if (_features is not { } features) throw new InvalidOperationException("No mixture was begun.");
        ReadOnlySpan<float> energies = features.LogEnergies(hop), masks = features.Targets(hop);
        float swallowed = (float)options.SwallowedWeight - 1, audible = (float)options.AudibleWeight;
        for (int band = 0; band < weights.Length; band++)
        {
            float relative = MathF.Exp((float)options.Emphasis * (energies[band] - _meanLogEnergy));
            float weight = Math.Clamp(relative, Min, Max) * (1 + (swallowed * masks[band]));
            bool carries = SpeechEnergy(energies[band], masks[band]) > _loudestSpeech - AudibleRange;
            weights[band] = carries ? weight * audible : weight;
        }
    }

    /// <summary>The natural logarithm of the speech's energy in a band, from the mixture's and the ideal mask, sqrt(S / (S + N)).</summary>
    private static float SpeechEnergy(float mixture, float mask) => mask > 0 ? mixture + (2 * MathF.Log(mask)) : float.NegativeInfinity;

    private static float LoudestSpeech(MixtureFeatures features)
    {
        float loudest = float.MinValue;
        for (int hop = 0; hop < features.Hops; hop++)
        {
            ReadOnlySpan<float> energies = features.LogEnergies(hop), masks = features.Targets(hop);
            for (int band = 0; band < masks.Length; band++)
            {
                // No logarithm of what cannot be louder.
                if (energies[band] > loudest) loudest = Math.Max(loudest, SpeechEnergy(energies[band], masks[band]));
            }
        }

        return loudest;
    }
}
