using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Power;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// One recording: a folder of open files, see README.md in this folder. Opened by whoever starts it, then used by the
/// recording thread.
/// </summary>
internal sealed class RecordingFolder : IDisposable
{
    /// <summary>What a crash may cost.</summary>
    private const long FlushNanoseconds = 2_000_000_000;

    private readonly List<IDisposable> _files = [];
    private readonly List<CsvTable> _tables = [];
    private readonly WavWriter _noisy;
    private readonly WavWriter _enhanced;
    private readonly WavWriter? _clean;
    private readonly CsvTable _hops;
    private readonly CsvTable _mouth;
    private readonly CsvTable _frames;
    private readonly MouthVideo _video;
    private readonly CsvTable _rails;
    private readonly CsvTable _events;
    private RecordingManifest _manifest;
    private bool _began;
    private long _nextStep;
    private long _railsAt = long.MinValue;
    private long _flushed = MonotonicClock.Nanoseconds;

    /// <param name="path">Made where it is missing.</param>
    /// <param name="plan">What is kept.</param>
    /// <param name="snapshot">Will hold the enhancer's state before the first hop that is kept.</param>
    /// <exception cref="BadInputException">Folder or file cannot be made.</exception>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public RecordingFolder(string path, RecordingPlan plan, EnhancerSnapshot snapshot)
    {
        Path = path;
        Snapshot = snapshot;
        _manifest = new RecordingManifest
        {
            Started = DateTimeOffset.Now, StartedNs = MonotonicClock.Nanoseconds, Facts = plan.Facts,
        };
        if (HoldsRecording(path))
            throw new BadInputException(path, "it holds a recording already", "Name another folder, or move that one away");
        try
        {
            MakeFolder(path);
            _manifest.Save(path);
            _noisy = Sound("noisy.wav");
            _enhanced = Sound("enhanced.wav");
            _clean = plan.WithClean ? Sound("clean.wav") : null;
            _hops = Table(
                HopsFile, "step", "hop", "captured_ns", "arrived_ns", "finished_ns", "outcome", "sight", "picture_ns",
                "active_cells", "events");
            _mouth = Table(MouthFile, [
                "step", "picture_ns", .. Enumerable.Range(0, MouthFeatures.Count).Select(n => $"f{n}")]);
            _frames = Table(
                "pictures.csv", "captured_ns", "found", "confidence", "center_x", "center_y", "width", "angle");
            _video = Keep(new MouthVideo(plan.CreateFile(FileOf("mouth.y4m")), FileOf("mouth.y4m")));
            _rails = Table("rails.csv", "read_ns", "rail", "domain", "provenance", "volts", "amperes", "watts");
            _events = Table("events.csv", "at_ns", "part", "kind", "message");
        }
        catch
        {
            Close();
            throw;
        }

        T Keep<T>(T file)
            where T : IDisposable
        {
            _files.Add(file);
            return file;
        }

        CsvTable Table(string name, params ReadOnlySpan<string> columns)
        {
            CsvTable table = Keep(new CsvTable(plan.CreateFile(FileOf(name)), FileOf(name), columns));
            _tables.Add(table);
            return table;
        }

        WavWriter Sound(string name) => Keep(new WavWriter(
            plan.CreateFile(FileOf(name)), FileOf(name), AudioFormat.SampleRate, kind: WavSample.Ieee32));
    }

    /// <summary>The table of hops.</summary>
    public const string HopsFile = "hops.csv";

    /// <summary>The table of mouth features.</summary>
    public const string MouthFile = "mouth.csv";

    private static readonly string[] Marks = [RecordingManifest.FileName, HopsFile, "noisy.wav", "enhanced.wav"];

    private static readonly string[] OtherFiles =
        ["clean.wav", MouthFile, "pictures.csv", "mouth.y4m", "rails.csv", "events.csv", EnhancerStateFile.FileName];

    /// <summary>Whether a folder holds a recording, whole or not.</summary>
    public static bool HoldsRecording(string path) => Marks.Any(file => File.Exists(System.IO.Path.Combine(path, file)));

    /// <summary>The folder itself, or the first of FOLDER-2, FOLDER-3 and so on that holds no recording.</summary>
    public static string Free(string path)
    {
        string free = path;
        for (int n = 2; HoldsRecording(free); n++) free = $"{System.IO.Path.TrimEndingDirectorySeparator(path)}-{n}";
        return free;
    }

    /// <summary>Whether a file is one that a recording in the folder writes.</summary>
    public static bool Writes(string path, string file) =>
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file)) == System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path))
        && Marks.Concat(OtherFiles).Contains(System.IO.Path.GetFileName(file));

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The enhancer's state before the first hop.</summary>
    public EnhancerSnapshot Snapshot { get; }

    /// <summary>Hops kept.</summary>
    public long Hops => _hops.Rows;

    /// <summary>Hops that were lost on the way here.</summary>
    public long LostHops { get; private set; }

    /// <summary>Appends a hop; those from before the beginning are left out.</summary>
    /// <returns>How many hops were lost since the one before.</returns>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public long Write(Hop hop)
    {
        if (Snapshot.Step < 0 || hop.Step < Snapshot.Step) return 0;
        if (!_began)
        {
            EnhancerStateFile.Save(Path, Snapshot.State);
            _nextStep = Snapshot.Step;
            _began = true;
        }

        long lost = hop.Step - _nextStep;
        LostHops += lost;
        _nextStep = hop.Step + 1;
        _noisy.Write(hop.Noisy);
        _enhanced.Write(hop.Enhanced);
        _clean?.Write(hop.Clean);
        WriteRow(hop);
        return lost;
    }

    /// <summary>Appends a frame.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Write(MouthFrame frame)
    {
        _video.Write(frame.Pixels);
        _frames.Add(frame.CapturedAt);
        _frames.Add(frame.Found ? 1L : 0L);
        _frames.Add(frame.Confidence);
        _frames.Add(frame.Region.CenterX);
        _frames.Add(frame.Region.CenterY);
        _frames.Add(frame.Region.Width);
        _frames.Add(frame.Region.Angle);
        _frames.EndRow();
    }

    /// <summary>Appends the rails as they were last read; those that were not read anew since are left out.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Write(RailsSnapshot rails)
    {
        foreach (RailFigures rail in rails.Rails)
        {
            double readAt = rails.Nanoseconds - (rail.AgeSeconds * 1e9);
            if (!(readAt > _railsAt)) continue; // not a number where it was never read
            _rails.Add((long)readAt);
            _rails.Add(rail.Name);
            _rails.Add(rail.Domain.ToString());
            _rails.Add(rails.ProvenanceOf(rail));
            _rails.Add(rail.Volts);
            _rails.Add(rail.Amperes);
            _rails.Add(rail.Watts);
            _rails.EndRow();
        }

        _railsAt = rails.Nanoseconds;
    }

    /// <summary>Appends something that happened.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Write(long nanoseconds, string part, string kind, string message)
    {
        _events.Add(nanoseconds);
        _events.Add(part);
        _events.Add(kind);
        _events.Add(message);
        _events.EndRow();
    }

    /// <summary>Makes durable what is old enough.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Tend(long now)
    {
        if (now - _flushed < FlushNanoseconds) return;
        foreach (CsvTable table in _tables) table.Flush();
        _flushed = now;
    }

    /// <summary>Closes the files and completes the manifest.</summary>
    /// <param name="how">How the recording ended.</param>
    /// <param name="lostFrames">Frames that were lost on the way here.</param>
    /// <returns>What went wrong; null where nothing did.</returns>
    public OnBoardException? Complete(string how, long lostFrames)
    {
        OnBoardException? failure = Close();
        _manifest = _manifest with
        {
            Ended = failure is null ? how : $"{failure.Subject}: {failure.Cause}",
            Hops = Hops, LostHops = LostHops, Pictures = _video.Frames, LostPictures = lostFrames,
        };
        try
        {
            _manifest.Save(Path);
        }
        catch (OnBoardException error)
        {
            failure ??= error;
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                folder, $"the folder cannot be made ({error.Message})", "Name another with --record, or none", error);
        }
    }

    private string FileOf(string name) => System.IO.Path.Combine(Path, name);

    private void WriteRow(Hop hop)
    {
        _hops.Add(hop.Step);
        _hops.Add(hop.Number);
        _hops.Add(hop.CapturedAt);
        _hops.Add(hop.ArrivedAt);
        _hops.Add(hop.FinishedAt);
        _hops.Add(hop.Outcome.ToString());
        _hops.Add(hop.Sight.ToString());
        if (hop.Sight is SightChange.Mouth or SightChange.NoMouth) _hops.Add(hop.FrameAt);
        else _hops.AddEmpty();
        _hops.Add((long)hop.ActiveCells);
        _hops.Add(hop.Events);
        _hops.EndRow();
        if (hop.Sight != SightChange.Mouth) return;
        _mouth.Add(hop.Step);
        _mouth.Add(hop.FrameAt);
        foreach (float feature in hop.Mouth) _mouth.Add(feature);
        _mouth.EndRow();
    }

    private DeviceFailedException? Close()
    {
        DeviceFailedException? failure = null;
        foreach (IDisposable file in _files)
        {
            try
            {
                file.Dispose();
            }
            catch (DeviceFailedException error)
            {
                failure ??= error;
            }
        }

        return failure;
    }
}
