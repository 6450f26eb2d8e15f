using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Talkers who are heard only, read from a folder of speech: those to train on whole, up to a minute of each, those to validate with
/// a few seconds each.
/// </summary>
internal sealed class HeardTalkers
{
    /// <summary>The most that is kept of a talker, seconds.</summary>
    public const int MaxSeconds = 60;

    private const int ValidationTalkers = 24;
    private const double ValidationSeconds = 3.5;

    private readonly List<string> _remarks = [];
    private readonly string _folder;
    private readonly IGrouping<string, SpeechRecording>[] _training;
    private readonly IGrouping<string, SpeechRecording>[] _validation;
    private int _leftOut, _read;

    private HeardTalkers(string folder, SpeechFolder speech)
    {
        _folder = folder;
        _training = [.. speech.TalkersInSplit("train")];
        if (_training.Length == 0)
        {
            throw new BadInputException(
                folder, "none of its talkers is in the split train",
                speech.SplitByName ? "add talkers; without a manifest eight of ten are trained on" : "correct the split column of the manifest");
        }

        IReadOnlyList<IGrouping<string, SpeechRecording>> dev = speech.TalkersInSplit("dev");
        _validation = [.. Evenly(dev, ValidationTalkers)];
        int test = speech.TalkersInSplit("test").Count;
        _remarks.Add(
            $"speech: {_training.Length} talkers to train on, {_validation.Length} of {dev.Count} to validate with, {test} kept for tests" +
            (speech.SplitByName ? " (by name: no manifest lists the folder)" : ""));
    }

    /// <summary>How many talkers there are to read.</summary>
    public int Count => _training.Length + _validation.Length;

    /// <summary>What is worth saying about the folder, lines.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Looks through a folder.</summary>
    /// <exception cref="BadInputException">It holds no speech, none to train on, or a talker in two splits.</exception>
    public static HeardTalkers Open(string folder) =>
        new(folder, SpeechFolder.Open(folder, TrainingCorpus.FindManifest(folder)));

    /// <summary>So many of a list, in its order, from all over it.</summary>
    public static IEnumerable<T> Evenly<T>(IReadOnlyList<T> items, int count) =>
        items.Count <= count ? items : Enumerable.Range(0, count).Select(i => items[(int)((i + 0.5) * items.Count / count)]);

    /// <summary>Reads the talkers to train on.</summary>
    /// <exception cref="BadInputException">A file is damaged, or most of them are no clear speech.</exception>
    public IReadOnlyList<SpeechClip> ReadTraining(Action readOne) => Read(_training, readOne, MaxSeconds);

    /// <summary>Reads a few seconds of each talker to validate with.</summary>
    /// <exception cref="BadInputException">A file is damaged, or most of them are no clear speech.</exception>
    public IReadOnlyList<SpeechClip> ReadValidation(Action readOne) =>
    [
        .. Read(_validation, readOne, MaxSeconds).Select(talker =>
        {
            int length = (int)(ValidationSeconds * AudioFormat.SampleRate);
            return talker.Samples.Length <= length
                ? talker
                : talker with { Samples = talker.Samples.AsSpan((talker.Samples.Length - length) / 2, length).ToArray() };
        }),
    ];

    private List<SpeechClip> Read(IGrouping<string, SpeechRecording>[] talkers, Action readOne, int seconds)
    {
        List<SpeechClip> read = [];
        foreach ((string talker, float[] samples, List<(string Path, SpeechFault Fault)> faults) in talkers.AsParallel().AsOrdered()
                     .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(talker => Load(talker, seconds)))
        {
            readOne();
            foreach ((string path, SpeechFault fault) in faults) LeaveOut(path, fault);
            if (samples.Length == 0) continue;
            _read++;
            read.Add(new SpeechClip(talker, samples, [], [], 25));
        }

        if (_leftOut > _read)
        {
            throw new BadInputException(
                _folder, $"{_leftOut} of its files are no clear speech: {_remarks[1]}", "name a folder of clear speech, one talker in a file");
        }

        return read;
    }

    private void LeaveOut(string path, SpeechFault fault)
    {
        const int said = 5;
        _leftOut++;
        if (_leftOut <= said) _remarks.Add($"left out {path}: {fault.Cause}; {fault.Remedy}");
        else if (_leftOut == said + 1) _remarks.Add("");
        if (_leftOut > said) _remarks[^1] = $"left out {_leftOut - said} more files that are no clear speech either";
    }

    private static (string Talker, float[] Samples, List<(string Path, SpeechFault Fault)> Faults) Load(
        IGrouping<string, SpeechRecording> talker, int seconds)
    {
        int most = seconds * AudioFormat.SampleRate;
        List<float> samples = [];
        List<(string, SpeechFault)> faults = [];
        foreach (SpeechRecording recording in talker)
        {
            if (samples.Count >= most) break;
            float[] sound = recording.Load();
            if (SpeechCheck.Measure(sound).Fault is { } fault)
            {
                faults.Add((recording.Path, fault));
                continue;
            }

            samples.AddRange(sound.AsSpan(0, Math.Min(sound.Length, most - samples.Count)));
        }

        return (talker.Key, [.. samples], faults);
    }
}
