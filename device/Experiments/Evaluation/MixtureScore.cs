namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>What a mixture is made of.</summary>
/// <param name="Clip">The clip's name, unique among all clips.</param>
/// <param name="Talker">Who speaks.</param>
/// <param name="HasFace">Whether the clip has video.</param>
/// <param name="Split">The manifest's split.</param>
/// <param name="Noise">The noise recording's name.</param>
/// <param name="NoiseType">Its kind of place.</param>
/// <param name="Ratio">Signal-to-noise ratio over the clip, dB.</param>
public sealed record MixtureLabel(
    string Clip, Talker Talker, bool HasFace, string Split, string Noise, string NoiseType, double Ratio);

/// <summary>How close sound is to the clean speech in it; a measure that is not defined for a sound is NaN.</summary>
/// <param name="SiSdr">Scale-invariant signal-to-distortion ratio, dB; -100 where nothing of the speech is left.</param>
/// <param name="Stoi">Short-time objective intelligibility.</param>
/// <param name="Estoi">Extended short-time objective intelligibility.</param>
/// <param name="Pesq">PESQ wide band, MOS-LQO (ITU-T P.862.2).</param>
/// <param name="Swallowed">See <see cref="Sensors.Quality.SpeechLoss.Swallowed"/>.</param>
/// <param name="Quiet">See <see cref="Sensors.Quality.SpeechLoss.Quiet"/>.</param>
/// <param name="LevelChange">See <see cref="Sensors.Quality.SpeechLoss.LevelChange"/>, dB.</param>
public sealed record SoundScore(
    double SiSdr, double Stoi, double Estoi, double Pesq, double Swallowed, double Quiet, double LevelChange)
{
    /// <summary>Level of the sound over that of the noisy sound, whatever is in them, dB; -100 for silence out of sound.</summary>
    public double TotalLevelChange { get; init; } = double.NaN;
}

/// <summary>What is known of a network's work on one mixture beside its sound; NaN where a system has no such thing.</summary>
/// <param name="CrossEntropy">Mean binary cross-entropy of the mask, nats per band.</param>
/// <param name="MaskSquare">Mean squared error of the mask.</param>
/// <param name="Activity">Share of cells active.</param>
/// <param name="EventsPerHop">Forward synaptic events per hop.</param>
public sealed record NetworkFigures(double CrossEntropy, double MaskSquare, double Activity, double EventsPerHop)
{
    /// <summary>Of a system without mask, cells and events.</summary>
    public static NetworkFigures None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Processor time over the sound's time, one thread; NaN where it was not measured.</summary>
    public double RealTimeFactor { get; init; } = double.NaN;

    /// <summary>From a sample's arrival to its output, with the hop that is collected first, ms; NaN where it is unknown.</summary>
    public double Delay { get; init; } = double.NaN;
}

/// <summary>How one system did on one mixture.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Mixture">The mixture.</param>
/// <param name="Sound">The system's sound.</param>
/// <param name="Noisy">The noisy sound that it was given.</param>
/// <param name="Network">What is known of the network.</param>
public sealed record MixtureScore(string System, MixtureLabel Mixture, SoundScore Sound, SoundScore Noisy, NetworkFigures Network)
{
    /// <summary>A mixture that loses more STOI than this was made worse.</summary>
    public const double WorseStoi = 0.01;

    /// <summary>What is odd about the clip.</summary>
    public IReadOnlyList<string> ClipWarnings { get; init; } = [];

    /// <summary>Whether this is the noisy sound itself.</summary>
    public bool IsUnprocessed => ReferenceEquals(Sound, Noisy);

    /// <summary>1 where the system made the mixture worse, else 0; NaN for the noisy sound and where STOI is not defined.</summary>
    public double Worse =>
        IsUnprocessed || double.IsNaN(Sound.Stoi - Noisy.Stoi) ? double.NaN : Sound.Stoi < Noisy.Stoi - WorseStoi ? 1 : 0;
}
