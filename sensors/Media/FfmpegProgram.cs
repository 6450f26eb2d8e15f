using System.ComponentModel;
using System.Diagnostics;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// The ffmpeg program of this machine, run as a child process within a bounded time. It decodes whatever container the
/// user has, so that the product itself holds no codec.
/// </summary>
public sealed class FfmpegProgram
{
    /// <summary>The environment variable that names another ffmpeg than the one on PATH.</summary>
    public const string EnvironmentVariable = "ONBOARD_FFMPEG";

    private const string Remedy = "install ffmpeg (apt install ffmpeg)";

    private const int MaxMessages = 100;

    private FfmpegProgram(string path) => Path = path;

    /// <summary>The full path of the executable.</summary>
    public string Path { get; }

    /// <summary>The ffprobe that comes with ffmpeg: beside it, else the first on PATH.</summary>
    /// <exception cref="DeviceMissingException">There is none.</exception>
    public FfmpegProgram Probe()
    {
        string beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "ffprobe");
        if (File.Exists(beside)) return new FfmpegProgram(beside);
        return OnPath("ffprobe") ?? throw new DeviceMissingException("ffprobe", "it is neither beside ffmpeg nor on the PATH", Remedy);
    }

    /// <summary>
    /// Finds ffmpeg: <paramref name="option"/> where given, else <see cref="EnvironmentVariable"/>, else PATH.
    /// </summary>
    /// <exception cref="DeviceMissingException">There is none.</exception>
    public static FfmpegProgram Find(string? option = null)
    {
        string? named = option ?? Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? new FfmpegProgram(System.IO.Path.GetFullPath(named))
                : throw new DeviceMissingException(named, "there is no such program", Remedy);
        }

        return OnPath("ffmpeg") ?? throw new DeviceMissingException("ffmpeg", "it is not on the PATH", Remedy);
    }

    /// <summary>Runs ffmpeg, hands its standard output to <paramref name="read"/>, and waits for its end.</summary>
    /// <param name="arguments">The command line; each entry is one argument, nothing is quoted.</param>
    /// <param name="read">Reads the output; an exception from it ends the child and is passed on.</param>
    /// <param name="timeout">After this the child is killed.</param>
    /// <param name="cancel">Kills the child: its output ends where it is.</param>
    /// <returns>The exit code and what was written to standard error.</returns>
    /// <exception cref="DeviceMissingException">The program cannot be started.</exception>
    /// <exception cref="TimeoutException">The child had to be killed.</exception>
    public FfmpegOutcome Run(IEnumerable<string> arguments, Action<Stream> read, TimeSpan timeout, CancellationToken cancel = default)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new DeviceMissingException(Path, $"it cannot be started ({error.Message})", Remedy, error);
        }

        using var deadline = new CancellationTokenSource(timeout);
        using CancellationTokenRegistration killing = deadline.Token.Register(() => Kill(process));
        using CancellationTokenRegistration ending = cancel.Register(() => Kill(process));
        process.StandardInput.Close();
        Task<(List<string> First, int Count)> messages = Task.Run(() => ReadMessages(process.StandardError));
        try
        {
            read(process.StandardOutput.BaseStream);
        }
        catch
        {
            Kill(process);
            if (deadline.IsCancellationRequested) throw TimedOut();
            throw;
        }

        process.WaitForExit();
        (List<string> first, int count) = messages.GetAwaiter().GetResult();
        if (deadline.IsCancellationRequested) throw TimedOut();
        return new FfmpegOutcome(process.ExitCode, first, count);

        TimeoutException TimedOut() => new($"{Path} did not end within {timeout.TotalSeconds:0} s");
    }

    private static FfmpegProgram? OnPath(string program)
    {
        string search = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string folder in search.Split(System.IO.Path.PathSeparator))
        {
            string candidate = System.IO.Path.Combine(folder, program);
            if (folder.Length > 0 && File.Exists(candidate)) return new FfmpegProgram(candidate);
        }

        return null;
    }

    /// <summary>The first lines; a recording full of holes writes more than anybody reads.</summary>
    private static (List<string> First, int Count) ReadMessages(StreamReader from)
    {
        List<string> first = [];
        int count = 0;
        while (from.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            if (count++ < MaxMessages) first.Add(line);
        }

        return (first, count);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself between the deadline and the kill.
        }
    }
}
