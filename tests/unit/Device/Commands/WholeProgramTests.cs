using System.Diagnostics;
using OnBoard.Device.Commands;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Commands;

/// <summary>The program as a shell starts it: signals, pipes, what it must not overwrite.</summary>
public sealed class WholeProgramTests : IDisposable
{
    private const string Quiet = "--listen none --rails none --fabric float --network tiny";

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SIGHUP_ends_it_as_SIGTERM_does()
    {
        // Whoever is started so ignores it too, as it should: the program would run on.
        Assert.SkipWhen(File.ReadLines("/proc/self/status").Any(IgnoresHangUp), "these tests were started by nohup");
        using Process program = Start($"{Onboard} run {Quiet} --record kept > told.txt 2> errors.txt & echo $!; wait $!; echo ended $?");
        string id = program.StandardOutput.ReadLine()!;
        Until(() => File.Exists(At("kept/hops.csv")) && new FileInfo(At("kept/noisy.wav")).Length > 30_000);
        Process.Start("kill", ["-HUP", id]).WaitForExit();
        Assert.Equal("ended 0", program.StandardOutput.ReadLine());
        Assert.Contains("\"ended\": \"service ended\"", File.ReadAllText(At("kept/manifest.json")));
        Assert.True(WavFile.Read(At("kept/enhanced.wav")).Length > 1_600);
    }

    [Fact]
    public void A_pipe_that_nobody_reads_any_more_ends_it()
    {
        using Process program = Start($"{Onboard} run {Quiet} --record kept 2> errors.txt | {{ head -n 3; sleep 3; }}; echo ended ${{PIPESTATUS[0]}}");
        string[] lines = program.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("ended 0", lines[^1]);
        Assert.Contains("\"ended\": \"service ended\"", File.ReadAllText(At("kept/manifest.json")));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("--quiet", false)]
    public void In_a_log_a_status_is_a_short_line_and_quiet_leaves_it_out(string option, bool told)
    {
        using Process program = Start($"{Onboard} run {Quiet} {option} --record kept --duration 2.5");
        string[] lines = program.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        Assert.Equal(told, lines.Any(line => line.StartsWith("board ", StringComparison.Ordinal)));
        string[] status = [.. lines.Where(line => line.StartsWith("time 00:0", StringComparison.Ordinal))];
        Assert.Equal(told, status.Length >= 2);
        Assert.All(status, line => Assert.InRange(line.Length, 40, 159));
        Assert.Contains(lines, line => line.StartsWith("recorded in ", StringComparison.Ordinal));
    }

    [Fact]
    public void Standard_input_is_a_recording_like_any_other()
    {
        TestTools.RequireFfmpeg();
        using Process program = Start(
            $"ffmpeg -loglevel error -f lavfi -i sine=440:duration=1:sample_rate=16000 -f wav - | {Onboard} run {Quiet} --microphone - --noise none --record none --output out.wav");
        string told = program.StandardOutput.ReadToEnd() + program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, told);
        Assert.InRange(WavFile.Read(At("out.wav")).Length, 15_000, 16_000);
    }

    [Theory]
    [InlineData("in.wav", "in.wav")]
    [InlineData("in.wav", "link.wav")]
    [InlineData("in.wav#1", "./in.wav")]
    public void An_output_that_is_an_input_is_refused_and_left_as_it_is(string input, string output)
    {
        using (WavWriter writer = new(At("in.wav"), 16_000)) writer.Write(new float[1_600]);
        File.CreateSymbolicLink(At("link.wav"), "in.wav");
        byte[] before = File.ReadAllBytes(At("in.wav"));
        using Process program = Start($"{Onboard} run {Quiet} --microphone '{input}' --noise none --record none --output {output}");
        string errors = program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.Equal(ExitCode.WrongUse, program.ExitCode);
        Assert.Contains("overwritten", errors);
        Assert.Equal(before, File.ReadAllBytes(At("in.wav")));
    }

    [Fact]
    public void Devices_that_are_not_there_are_awaited_and_end_the_start_only_where_that_is_asked_for()
    {
        const string Absent = "--microphone alsa:no-such-pcm --camera /dev/no-such-camera --output alsa:no-such-pcm --record none --duration 2";
        using Process waiting = Start($"{Onboard} run {Quiet} {Absent}");
        string told = waiting.StandardOutput.ReadToEnd() + waiting.StandardError.ReadToEnd();
        waiting.WaitForExit();
        Assert.True(waiting.ExitCode == 0, told);
        foreach (string part in new[] { "no microphone: ", "no camera: ", "no output: " }) Assert.Contains(part, told);
        Assert.Contains("trying again until it comes", told);

        using Process strict = Start($"{Onboard} run {Quiet} {Absent} --strict-devices");
        told = strict.StandardOutput.ReadToEnd() + strict.StandardError.ReadToEnd();
        strict.WaitForExit();
        Assert.True(strict.ExitCode == ExitCode.DeviceMissing, told);
        Assert.Contains("no-such-", told);
    }

    /// <summary>systemd names the stream that is the journal's by device and inode; here a file is it.</summary>
    [Fact]
    public void In_the_journal_every_message_has_its_priority()
    {
        const string Journal = "touch journal; export JOURNAL_STREAM=$(stat -c %d:%i journal);";
        const string Absent = "--microphone alsa:no-such-pcm --record none --duration 2";
        using Process program = Start($"{Journal} ONBOARD_CAMRA=none {Onboard} run {Quiet} {Absent} 2> journal");
        string told = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        string[] lines = File.ReadAllLines(At("journal"));
        Assert.True(program.ExitCode == 0, string.Join('\n', lines));
        Assert.Contains(lines, line => line.StartsWith("<4>OnBoard[0] no microphone: ", StringComparison.Ordinal));
        Assert.Contains("<4>OnBoard[0] ONBOARD_CAMRA is no setting and is not read: ONBOARD_CAMERA is one", lines);
        Assert.Contains(lines, line => line.StartsWith("<6>", StringComparison.Ordinal) && line.Contains("The pipeline has ended after"));
        Assert.DoesNotContain("no microphone: ", told);
        Assert.Contains("time 00:0", told);

        using Process strict = Start($"{Journal} {Onboard} run {Quiet} {Absent} --strict-devices 2> journal");
        strict.WaitForExit();
        Assert.Equal(ExitCode.DeviceMissing, strict.ExitCode);
        Assert.Contains(File.ReadAllLines(At("journal")), line => line.StartsWith("<3>onboard: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recording_that_is_there_stays_as_it_is()
    {
        Directory.CreateDirectory(At("kept"));
        File.WriteAllText(At("kept/manifest.json"), "mine");
        using Process program = Start($"{Onboard} run {Quiet} --record kept --duration 0.5");
        string told = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        Assert.Contains("kept-2", told);
        Assert.Equal(["manifest.json"], Directory.GetFiles(At("kept")).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(At("kept/manifest.json")));
        Assert.True(File.Exists(At("kept-2/manifest.json")));
    }

    private static bool IgnoresHangUp(string line) =>
        line.StartsWith("SigIgn:", StringComparison.Ordinal) && (Convert.ToUInt64(line[7..].Trim(), 16) & 1) != 0;

    private static string Onboard => $"dotnet {Path.Combine(AppContext.BaseDirectory, "onboard.dll")}";

    private static void Until(Func<bool> met)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!met())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "it did not begin");
            Thread.Sleep(100);
        }
    }

    private string At(string relative) => Path.Combine(_folder, relative);

    private Process Start(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        return Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        })!;
    }
}
