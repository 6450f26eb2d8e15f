using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Recording;

/// <summary>What a recording holds of its hops: enough to run them again.</summary>
internal sealed class RecordedHops
{
    private readonly WavFile _noisy;
    private readonly WavFile _enhanced;
    private readonly List<Row> _rows;
    private readonly Dictionary<long, float[]> _mouths;

    private RecordedHops(WavFile noisy, WavFile enhanced, List<Row> rows, Dictionary<long, float[]> mouths)
    {
        _noisy = noisy;
        _enhanced = enhanced;
        _rows = rows;
        _mouths = mouths;
    }

    /// <summary>Hops that the sound files and the table all hold: less than each where the disk was full.</summary>
    public int Count => Math.Min(_rows.Count, Math.Min(_noisy.Length, _enhanced.Length) / AudioFormat.HopLength);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="BadInputException">A file is missing or damaged.</exception>
    public static RecordedHops Load(string folder)
    {
        string table = Path.Combine(folder, RecordingFolder.HopsFile);
        List<Row> rows = [];
        foreach (string[] fields in Rows(table, 10))
        {
            if (!long.TryParse(fields[0], CultureInfo.InvariantCulture, out long step)
                || !Enum.TryParse(fields[5], out HopOutcome outcome) || !Enum.TryParse(fields[6], out SightChange sight))
                throw Damaged(table, rows.Count);
            rows.Add(new Row(step, outcome, sight));
        }

        string mouth = Path.Combine(folder, RecordingFolder.MouthFile);
        Dictionary<long, float[]> mouths = [];
        foreach (string[] fields in Rows(mouth, 2 + MouthFeatures.Count))
        {
            float[] features = new float[MouthFeatures.Count];
            bool understood = long.TryParse(fields[0], CultureInfo.InvariantCulture, out long step);
            for (int n = 0; n < features.Length; n++)
                understood &= float.TryParse(fields[2 + n], CultureInfo.InvariantCulture, out features[n]);
            if (!understood) throw Damaged(mouth, mouths.Count);
            mouths[step] = features;
        }

        return new RecordedHops(
            WavFile.Read(Path.Combine(folder, "noisy.wav")), WavFile.Read(Path.Combine(folder, "enhanced.wav")), rows, mouths);
    }

    /// <summary>What became of a hop.</summary>
    public HopOutcome Outcome(int hop) => _rows[hop].Outcome;

    /// <summary>Hops that were lost between this one and the one before.</summary>
    public long LostBefore(int hop) => hop == 0 ? 0 : _rows[hop].Step - _rows[hop - 1].Step - 1;

    /// <summary>[160] samples.</summary>
    public ReadOnlySpan<float> Noisy(int hop) => Of(_noisy, hop);

    /// <summary>[160] samples.</summary>
    public ReadOnlySpan<float> Enhanced(int hop) => Of(_enhanced, hop);

    /// <summary>Shows an enhancer what the network came to see at a hop.</summary>
    /// <exception cref="BadInputException">The frame's features are missing.</exception>
    public void Show(int hop, SpeechEnhancer enhancer)
    {
        Row row = _rows[hop];
        switch (row.Sight)
        {
            case SightChange.Mouth when _mouths.TryGetValue(row.Step, out float[]? features):
                enhancer.SeeMouth(features);
                break;
            case SightChange.Mouth:
                throw new BadInputException(
                    RecordingFolder.MouthFile, $"lacks the frame of step {row.Step}", "Copy the recording anew");
            case SightChange.NoMouth:
                enhancer.SeeNoMouth();
                break;
            case SightChange.Forgotten:
                enhancer.LoseSight();
                break;
        }
    }

    private static ReadOnlySpan<float> Of(WavFile file, int hop) =>
        file.Samples.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength);

    /// <summary>The rows below the heading; a last one that was cut short is left out.</summary>
    private static IEnumerable<string[]> Rows(string path, int columns)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, $"cannot be read ({error.Message})", "Copy the recording anew", error);
        }

        string[] lines = text.Split('\n');
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string[] fields = lines[i].Split(',');
            if (fields.Length != columns) throw Damaged(path, i - 1);
            yield return fields;
        }
    }

    private static BadInputException Damaged(string path, int row) =>
        new(path, $"row {row + 1} cannot be understood", "Copy the recording anew");

    private sealed record Row(long Step, HopOutcome Outcome, SightChange Sight);
}
