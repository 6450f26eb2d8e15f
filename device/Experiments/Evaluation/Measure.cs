using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>One number of a score: a column of the table, of CSV and of JSON.</summary>
/// <param name="Key">Its name in CSV and JSON.</param>
/// <param name="Heading">Its heading in the table.</param>
/// <param name="Of">Reads it; NaN where it is not defined.</param>
/// <param name="Decimals">Decimals in the table.</param>
/// <param name="Factor">What the table multiplies it by.</param>
/// <param name="IsGain">Whether it is a difference to the noisy sound, which the table prints with sign and 95 % interval.</param>
/// <param name="InTable">Whether the table has it; CSV and JSON have all.</param>
public sealed record Measure(
    string Key, string Heading, Func<MixtureScore, double> Of, int Decimals, double Factor = 1, bool IsGain = false, bool InTable = true)
{
    /// <summary>All, in order.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("si_sdr_db", "SI-SDR dB", score => score.Sound.SiSdr, 2),
        new("si_sdr_gain_db", "gain dB", Gain(sound => sound.SiSdr), 2, IsGain: true),
        new("stoi", "STOI", score => score.Sound.Stoi, 3),
        new("stoi_gain", "gain", Gain(sound => sound.Stoi), 3, IsGain: true),
        new("estoi", "ESTOI", score => score.Sound.Estoi, 3),
        new("estoi_gain", "gain", Gain(sound => sound.Estoi), 3, IsGain: true),
        new("worse", "worse %", score => score.Worse, 1, 100),
        new("swallowed", "swallowed %", score => score.Sound.Swallowed, 1, 100),
        new("quiet", "quiet %", score => score.Sound.Quiet, 1, 100, InTable: false),
        new("speech_level_change_db", "level dB", score => score.Sound.LevelChange, 1),
        new("total_level_change_db", "all dB", score => score.Mixture.Ratio is > double.NegativeInfinity and < 20 ? double.NaN : score.Sound.TotalLevelChange, 1),
        new("pesq_wb_mos_lqo", "PESQ", score => score.Sound.Pesq, 2),
        new("cross_entropy", "loss", score => score.Network.CrossEntropy, 4),
        new("mask_mse", "mask MSE", score => score.Network.MaskSquare, 4, InTable: false),
        new("activity", "active %", score => score.Network.Activity, 1, 100),
        new("events_per_hop", "events/hop", score => score.Network.EventsPerHop, 0),
        new("real_time_factor", "RTF", score => score.Network.RealTimeFactor, 4),
        new("delay_ms", "delay ms", score => score.Network.Delay, 0),
    ];

    /// <summary>The mean over mixtures that have it, and half the width of its 95 % interval over clips.</summary>
    /// <param name="scores">Of one system.</param>
    /// <returns>NaN where no mixture has it; the half width is NaN with fewer than two clips.</returns>
    /// <remarks>
    /// The mixtures of one clip are no independent trials, so the interval is Student's over the clips' own means.
    /// </remarks>
    public (double Mean, double HalfWidth) Summarize(IReadOnlyCollection<MixtureScore> scores)
    {
        double mean = Mean(scores);
        double[] clips = [.. scores.GroupBy(score => score.Mixture.Clip).Select(clip => Mean(clip)).Where(double.IsFinite)];
        return (mean, clips.Length < 2 ? double.NaN : StudentT.HalfWidth95(clips, clips.Average()));
    }

    /// <summary>The mean over mixtures that have it; NaN where none has.</summary>
    public double Mean(IEnumerable<MixtureScore> scores) =>
        scores.Select(Of).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The noisy sound itself gains nothing by definition, and none is reported.</summary>
    private static Func<MixtureScore, double> Gain(Func<SoundScore, double> measure) =>
        score => score.IsUnprocessed ? double.NaN : measure(score.Sound) - measure(score.Noisy);
}
