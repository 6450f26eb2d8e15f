using System.Globalization;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Trials;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Commands;

/// <summary>What <c>onboard learn</c> prints while it measures: a table for people, or one JSON object a line.</summary>
internal sealed class LearnReport(TextWriter output, bool json)
{
    private readonly List<TalkerResult> _results = [];
    private readonly List<TrialPoint> _points = [];
    private TrialPlan? _plan;
    private TrialScore _noisy;
    private string _room = "";

    /// <summary>The talkers that are through.</summary>
    public IReadOnlyList<TalkerResult> Results => _results;

    private string Name => _plan?.Talker?.Name ?? "virtual talker";

    /// <summary>A talker's trial begins.</summary>
    public void Begin(TrialPlan plan, Trial trial, string room)
    {
        _plan = plan;
        _noisy = trial.Noisy;
        _room = room;
        _points.Clear();
        string sentences = plan.Talker switch
        {
            null => "learns from the talker, scored on later sentences",
            { IsLoop: true } => "a single sentence, looped: scored on itself, which shows memory more than learning",
            { } talker => $"learns from {talker.Learning.Count} sentences, scored on {talker.HeldOut.Count} others",
        };
        Say($"{Name}{Traits(plan.Talker)}: {sentences}, {trial.Mixtures} mixtures; learns in {room}; {plan.Model.Origin}");
        Say(string.Create(CultureInfo.InvariantCulture, $"noisy  SI-SDR {_noisy.SiSdr:0.00} dB  STOI {_noisy.Stoi:0.000}  ESTOI {_noisy.Estoi:0.000}"));
        Say("seconds  clear s  noise s    steps  held-out loss       kept  back  trust %  active %  gain dB  SI-SDR dB   STOI  ESTOI   over shipped: dB  ESTOI");
    }

    /// <summary>A measurement.</summary>
    public void Add(TrialPoint point)
    {
        _points.Add(point);
        TrialScore shipped = _points[0].Score, score = point.Score;
        LearningStatus status = point.Status;
        if (json)
        {
            Write(writer =>
            {
                writer.WriteString("talker", Name);
                writer.WriteString("room", _room);
                writer.WriteNumber("seconds", point.Seconds);
                JsonNumber.Write(writer, "si_sdr_gain_db", point.Gain);
                Scores(writer, "", score);
                Scores(writer, "shipped_", shipped);
                Scores(writer, "noisy_", _noisy);
                writer.WriteNumber("activity", score.Activity);
                writer.WriteNumber("steps", status.Steps);
                writer.WriteNumber("clear_seconds", status.ClearSeconds);
                writer.WriteNumber("noise_seconds", status.NoiseSeconds);
                writer.WriteNumber("kept", status.Kept);
                JsonNumber.Write(writer, "trust", status.Trust);
                writer.WriteNumber("rolled_back", status.RolledBack);
                if (!double.IsFinite(status.HeldOutLossAfter)) return;
                writer.WriteNumber("held_out_loss_before", status.HeldOutLossBefore);
                writer.WriteNumber("held_out_loss_after", status.HeldOutLossAfter);
            });
            return;
        }

        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{point.Seconds,7}  {status.ClearSeconds,7:0.0}  {status.NoiseSeconds,7:0.0}  {status.Steps,7}  " +
            $"{status.HeldOutLossBefore,7:0.0000} -> {status.HeldOutLossAfter,7:0.0000}  {status.Kept,4}  {status.RolledBack,4}  {100 * status.Trust,7:0}  " +
            $"{100 * score.Activity,8:0.0}  {point.Gain,7:0.00}  {score.SiSdr,9:0.00}  {score.Stoi,5:0.000}  {score.Estoi,5:0.000}  " +
            $"{score.SiSdr - shipped.SiSdr,17:+0.00;-0.00;0.00}  {score.Estoi - shipped.Estoi,5:+0.000;-0.000;0.000}"));
    }

    /// <summary>A talker's trial is through: says so where nothing was learned, and why.</summary>
    public void End(Trial trial)
    {
        TalkerResult result = new(Name, _plan!.Talker?.Sex ?? "", _plan.Talker?.AgeGroup ?? "", _room, _noisy, [.. _points], trial.Untrusted);
        _results.Add(result);
        LearningStatus status = _points[^1].Status;
        string? nothing = status.Kept > 0 ? null
            : status.Steps > 0 ? "nothing that was tried was better on what is held out"
            : trial.Findings!.ExplainTooLittle(status.NoiseSeconds);
        if (nothing is not null) Say($"nothing was learned from {Name}: {nothing}");
        if (!json) return;
        Write(writer =>
        {
            writer.WriteString("talker", Name);
            writer.WriteString("sex", result.Sex);
            writer.WriteString("age_group", result.AgeGroup);
            writer.WriteBoolean("learned", nothing is null);
            writer.WriteString("found", trial.Findings!.Explain());
            if (nothing is not null) writer.WriteString("why_not", nothing);
            Scores(writer, "brought_", result.Brought);
            Scores(writer, "brought_by_weights_", result.BroughtByWeights);
            Scores(writer, "worst_on_the_way_", result.WorstOnTheWay);
        });
    }

    /// <summary>All talkers are through: median and worst.</summary>
    public void Finish()
    {
        if (_results.Count < 2) return;
        (string Name, Func<TrialScore, double> Of)[] measures =
            [("si_sdr_db", score => score.SiSdr), ("stoi", score => score.Stoi), ("estoi", score => score.Estoi)];
        if (json)
        {
            Write(writer =>
            {
                writer.WriteNumber("talkers", _results.Count);
                foreach ((string name, Func<TrialScore, double> of) in measures)
                {
                    JsonNumber.Write(writer, $"brought_{name}_median", TalkerResult.Median(_results.Select(result => of(result.Brought))));
                    JsonNumber.Write(writer, $"brought_{name}_worst", _results.Min(result => of(result.Brought)));
                    JsonNumber.Write(writer, $"worst_on_the_way_{name}", _results.Min(result => of(result.WorstOnTheWay)));
                }
            });
            return;
        }

        Say("");
        Say("talker            who       noisy dB  shipped  learned  over shipped: dB   STOI  ESTOI  by weights alone: dB  ESTOI  worst on the way: dB  ESTOI  room");
        foreach (TalkerResult result in _results)
        {
            TrialScore brought = result.Brought, weights = result.BroughtByWeights, worst = result.WorstOnTheWay;
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Talker,-16}  {result.Sex + " " + result.AgeGroup,-8}  {result.Noisy.SiSdr,8:0.00}  {result.Shipped.SiSdr,7:0.00}  " +
                $"{result.Learned.SiSdr,7:0.00}  {Signed(brought.SiSdr, brought.Stoi, brought.Estoi)}  {Signed(weights.SiSdr, weights.Estoi)}  {worst.SiSdr,20:+0.00;-0.00;0.00}  " +
                $"{worst.Estoi,5:+0.000;-0.000;0.000}  {result.Room}"));
        }

        foreach (IGrouping<string, TalkerResult> group in _results.GroupBy(result => result.Group).Where(group => group.Key != "").OrderBy(group => group.Key))
            Summary($"median of {group.Count()} {group.Key}", [.. group], TalkerResult.Median);
        Summary("median", _results, TalkerResult.Median);
        Summary("worst", _results, values => values.Min());

        void Summary(string name, IReadOnlyList<TalkerResult> results, Func<IEnumerable<double>, double> of)
        {
            double[] brought = [.. measures.Select(measure => of(results.Select(result => measure.Of(result.Brought))))];
            TrialScore[] weights = [.. results.Select(result => result.BroughtByWeights)];
            Say($"{name,-53}  {Signed(brought[0], brought[1], brought[2])}  {Signed(of(weights.Select(score => score.SiSdr)), of(weights.Select(score => score.Estoi)))}");
        }
    }

    /// <summary>Prints a line for people; nothing where the output is JSON.</summary>
    public void Say(string line)
    {
        if (!json) output.WriteLine(line);
    }

    private static string Signed(double decibels, double stoi, double estoi) =>
        string.Create(CultureInfo.InvariantCulture, $"{decibels,16:+0.00;-0.00;0.00}  {stoi,5:+0.000;-0.000;0.000}  {estoi,5:+0.000;-0.000;0.000}");

    private static string Signed(double decibels, double estoi) =>
        string.Create(CultureInfo.InvariantCulture, $"{decibels,20:+0.00;-0.00;0.00}  {estoi,5:+0.000;-0.000;0.000}");

    private static string Traits(TrialTalker? talker) =>
        talker is { Sex.Length: > 0 } ? $" ({talker.Sex}, {talker.AgeGroup})" : "";

    private static void Scores(Utf8JsonWriter writer, string prefix, TrialScore score)
    {
        JsonNumber.Write(writer, $"{prefix}si_sdr_db", score.SiSdr);
        JsonNumber.Write(writer, $"{prefix}stoi", score.Stoi);
        JsonNumber.Write(writer, $"{prefix}estoi", score.Estoi);
    }

    private void Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
