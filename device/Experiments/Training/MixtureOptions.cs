using System.Globalization;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// How noisy mixtures for training are made. As it stands every mixture is another talker and noise, now and then another room,
/// microphone or camera; <see cref="Plain"/> is a clip in a noise. The shares are small because they cost: pauses of noise before three
/// of five utterances made talkers never heard worse by 0.03 nats, resonances, babble, changes and clipping together by half of that.
/// </summary>
public sealed record MixtureOptions
{
    /// <summary>Clips as they are, a little faster or slower, in noise: no room, no pause, no microphone, lips that are right.</summary>
    public static readonly MixtureOptions Plain = new()
    {
        MaxRatio = 9, BlindShare = 0.1, HiddenShare = 0, ShiftedShare = 0, SwappedShare = 0, FrozenShare = 0, RoomShare = 0,
        MicrophoneShare = 0, EqualizerShare = 0, PauseShare = 0, BabbleShare = 0, ChangeShare = 0, ClippedShare = 0,
        SpeechAloneShare = 0, NoiseAloneShare = 0, VariesLevel = false, Emphasis = 0.25, SwallowedWeight = 1, AudibleWeight = 1, SoundWeight = 0, ClarityWeight = 0,
    };

    /// <summary>Minimum signal-to-noise ratio, dB over the speech.</summary>
    public double MinRatio { get; init; } = -12;

    /// <summary>Maximum signal-to-noise ratio, dB over the speech.</summary>
    public double MaxRatio { get; init; } = 12;

    /// <summary>Share of utterances whose talker has a face, where talkers are there who are heard only.</summary>
    public double AudioVisualShare { get; init; } = 0.3;

    /// <summary>Share of utterances without video, so that the network also works with the camera covered.</summary>
    public double BlindShare { get; init; } = 0.15;

    /// <summary>Share of utterances in which the mouth is not found for a while.</summary>
    public double HiddenShare { get; init; } = 0.08;

    /// <summary>Share of utterances whose frames come 80 to 400 ms late or early.</summary>
    public double ShiftedShare { get; init; } = 0.06;

    /// <summary>Share of utterances that show another clip's mouth.</summary>
    public double SwappedShare { get; init; } = 0.06;

    /// <summary>Share of utterances whose frame stands still from some time on.</summary>
    public double FrozenShare { get; init; } = 0.05;

    /// <summary>Share of utterances in a room; the aim is the direct sound and the early reflections.</summary>
    public double RoomShare { get; init; } = 0.1;

    /// <summary>Share of utterances through a microphone that leaves out lows, highs or both.</summary>
    public double MicrophoneShare { get; init; } = 0.15;

    /// <summary>Share of utterances whose speech some resonances colour.</summary>
    public double EqualizerShare { get; init; } = 0.15;

    /// <summary>Share of utterances with 0.3 to 1.5 s of noise alone before the speech; a third of it has some behind or within, too.</summary>
    public double PauseShare { get; init; } = 0.05;

    /// <summary>Share of noises that are other talkers of the training set, three to eight at once.</summary>
    public double BabbleShare { get; init; } = 0.05;

    /// <summary>Share of mixtures whose noise gets louder or fainter at once, or that a bang breaks into.</summary>
    public double ChangeShare { get; init; } = 0.03;

    /// <summary>Share of mixtures that the microphone clips.</summary>
    public double ClippedShare { get; init; } = 0.02;

    /// <summary>Share of utterances nearly without noise, 30 to 60 dB.</summary>
    public double SpeechAloneShare { get; init; } = 0.06;

    /// <summary>Share of utterances in which nobody talks, whoever is seen.</summary>
    public double NoiseAloneShare { get; init; } = 0.02;

    /// <summary>
    /// Whether the active level of the speech is drawn from -50..-10 dBFS and the mixture rounded to 16 bits as a converter does; as
    /// the recordings are otherwise.
    /// </summary>
    public bool VariesLevel { get; init; } = true;

    /// <summary>
    /// Share of the clips whose mask is known, by seed the same in all epochs; on the others the streams learn to agree, see
    /// <see cref="MixtureSource.Teacher"/>. Talkers heard only are always known.
    /// </summary>
    public double LabelledShare { get; init; } = 1;

    /// <summary>
    /// How much more a loud band counts than a faint one: by the energy of the mixture there, relative to the utterance's
    /// geometric mean, to this power; 0 for all alike. What is left over in loud bands is what is heard.
    /// </summary>
    public double Emphasis { get; init; } = 0.5;

    /// <summary>
    /// How much more a band counts that holds speech alone than one that holds noise alone, in between by the mask: an error there
    /// can only swallow speech, which costs more words than noise left over.
    /// </summary>
    public double SwallowedWeight { get; init; } = 1;

    /// <summary>How much more a band counts where the speech is within 25 dB of its utterance's loudest: these bands carry the words.</summary>
    public double AudibleWeight { get; init; } = 1.1;

    /// <summary>
    /// How much the error of the sound that gains let through counts beside that of the masks: <see cref="SoundError"/>, summed over
    /// the bins of a hop, beside the cross-entropy summed over its bands. 0 trains by masks alone.
    /// </summary>
    public double SoundWeight { get; init; } = 0.6;

    /// <summary>
    /// How much it counts beside both how far the envelopes of that sound are from following those of the speech:
    /// <see cref="ClarityError"/>, which is what intelligibility is measured by. 0 leaves it out.
    /// </summary>
    public double ClarityWeight { get; init; } = 1.25;

    /// <summary>What is trained for, in options of the command: losses of other aims are not to be compared.</summary>
    public string Aim => string.Create(CultureInfo.InvariantCulture, $"--sound-weight {SoundWeight} --clarity-weight {ClarityWeight}");
}
