using System.Collections.Concurrent;
using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// Keeps what goes by in a folder while it is switched on. Any thread starts and stops it; the recording thread writes. What a
/// slow disk loses is counted and reported, a full disk ends the recording, and neither is noticed by the live sound.
/// </summary>
/// <param name="plan">What is kept and where.</param>
/// <param name="conditions">Where to complain, and where events come from.</param>
/// <param name="createState">Makes room for the enhancer's state.</param>
/// <param name="request">Asks the hop thread for that state.</param>
internal sealed class Recorder(
    RecordingPlan plan, Conditions conditions, Func<EnhancerState> createState, Action<EnhancerSnapshot> request)
    : IRecordingControl, IDisposable
{
    private const string Part = "recording";
    private const long RailPeriod = 100_000_000;

    /// <summary>How long the disk may take for the end of a recording.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _control = new();
    private readonly ManualResetEventSlim _ended = new(initialState: true);
    private readonly ConcurrentQueue<(long At, string Part, string Kind, string Message)> _events = new();
    private RecordingFolder? _next;
    private RecordingFolder? _current;
    private RecordingStatus _status = new(false, null, 0, 0);
    private volatile bool _stopping;
    private long _lostFramesBefore;
    private long _railsRead = long.MinValue / 2;
    private bool _complained;

    /// <inheritdoc/>
    public RecordingStatus Status => Volatile.Read(ref _status);

    /// <inheritdoc/>
    public string Start(string? name = null)
    {
        lock (_control)
        {
            string folder = name is null ? NewFolder() : NamedFolder(name);
            Begin(folder);
            return folder;
        }
    }

    /// <inheritdoc/>
    public RecordingStatus Stop()
    {
        lock (_control)
        {
            if (!Status.IsRunning) throw new BadInputException(Part, "does not run", "Start it first");
            _stopping = true;
            if (_ended.Wait(StopTimeout)) return Status;
            throw new DeviceFailedException(
                Status.Folder!, $"the disk did not take the end within {StopTimeout.TotalSeconds:0} s",
                "Wait for the disk, or record elsewhere");
        }
    }

    /// <summary>Begins a recording in a folder that may be there already.</summary>
    public void Begin(string folder)
    {
        lock (_control)
        {
            if (Status.IsRunning)
                throw new BadInputException(Part, $"runs already, in {Status.Folder}", "Stop it first");
            EnhancerSnapshot snapshot = new(createState());
            RecordingFolder opened = new(folder, plan, snapshot);
            _events.Clear();
            conditions.Reported += Note;
            Note(Part, $"begun in {folder}", isFault: false);
            _stopping = false;
            _ended.Reset();
            Volatile.Write(ref _status, new(true, folder, 0, 0));
            request(snapshot);
            Volatile.Write(ref _next, opened);
        }
    }

    /// <summary>Keeps a hop. Recording thread.</summary>
    public void Take(Hop hop)
    {
        if (Current() is not { } folder) return;
        try
        {
            long lost = folder.Write(hop);
            if (lost > 0) Complain(lost);
        }
        catch (OnBoardException error)
        {
            Fail(error);
        }
    }

    /// <summary>Keeps a frame. Recording thread.</summary>
    public void Take(MouthFrame frame)
    {
        if (Current() is not { } folder) return;
        try
        {
            folder.Write(frame);
        }
        catch (OnBoardException error)
        {
            Fail(error);
        }
    }

    /// <summary>Does what is not due at each hop: events, durability, the end. Recording thread, often.</summary>
    /// <param name="lostFrames">Frames lost since the start of the service.</param>
    public void Tend(long lostFrames)
    {
        if (Current() is not { } folder)
        {
            _lostFramesBefore = lostFrames;
            return;
        }

        try
        {
            while (_events.TryDequeue(out var news)) folder.Write(news.At, news.Part, news.Kind, news.Message);
            long now = MonotonicClock.Nanoseconds;
            if (now - _railsRead >= RailPeriod && plan.Rails() is { } rails)
            {
                folder.Write(rails.Latest());
                _railsRead = now;
            }

            folder.Tend(now);
        }
        catch (OnBoardException error)
        {
            Fail(error);
            return;
        }

        if (folder.Hops != _status.Hops)
            Volatile.Write(ref _status, new(true, folder.Path, folder.Hops, folder.LostHops));
        if (_stopping) End("stopped", lostFrames);
    }

    /// <summary>Ends with the service. Recording thread.</summary>
    /// <param name="lostFrames">Frames lost since the start of the service.</param>
    public void Finish(long lostFrames)
    {
        Tend(lostFrames);
        if (_current is not null) End("service ended", lostFrames);
    }

    /// <inheritdoc/>
    public void Dispose() => _ended.Dispose();

    private RecordingFolder? Current()
    {
        if (_current is null && Interlocked.Exchange(ref _next, null) is { } next)
        {
            _current = next;
            _complained = false;
        }

        return _current;
    }

    private void Fail(OnBoardException error) => End($"{error.Subject}: {error.Cause}", _lostFramesBefore, error);

    private void End(string how, long lostFrames, OnBoardException? failure = null)
    {
        RecordingFolder folder = _current!;
        conditions.Reported -= Note;
        OnBoardException? atEnd = folder.Complete(how, lostFrames - _lostFramesBefore);
        failure ??= atEnd;
        _current = null;
        _lostFramesBefore = lostFrames;
        Volatile.Write(ref _status, new(false, folder.Path, folder.Hops, folder.LostHops));
        if (failure is not null)
        {
            conditions.Raise(
                Part, "recording stopped",
                $"recording stopped: {failure.Subject}: {failure.Cause}; {folder.Hops} hops are kept; the live sound goes on");
        }
        else
        {
            conditions.Clear(Part, "recording ended");
        }

        _ended.Set();
    }

    private void Complain(long lost)
    {
        string message = $"recording lost {lost} hops: the disk is too slow; the live sound goes on";
        Note(Part, message, isFault: true);
        if (_complained) return;
        _complained = true;
        conditions.Raise(Part, "recording has gaps", message);
    }

    private void Note(string part, string message, bool isFault) =>
        _events.Enqueue((MonotonicClock.Nanoseconds, part, isFault ? "fault" : "note", message));

    private string NewFolder()
    {
        string root = Path.GetFullPath(plan.Root);
        string name = DateTime.Now.ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture);
        string folder = Path.Combine(root, name);
        for (int n = 2; Directory.Exists(folder); n++) folder = Path.Combine(root, $"{name}-{n}");
        return folder;
    }

    private string NamedFolder(string name)
    {
        bool fits = name.Length is > 0 and <= 100 && name[0] != '.'
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!fits)
            throw new BadInputException(name, "is no name for a recording", "Use letters, digits, -, _ and .");
        string folder = Path.Combine(Path.GetFullPath(plan.Root), name);
        return !Directory.Exists(folder)
            ? folder
            : throw new BadInputException(folder, "is there already", "Choose another name");
    }
}
