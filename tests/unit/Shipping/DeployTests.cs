using System.Runtime.Versioning;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>deploy.sh against a board that is a folder behind a stand-in for ssh.</summary>
[SupportedOSPlatform("linux")]
public sealed class DeployTests : IDisposable
{
    private readonly FolderBoard _board = new();

    public void Dispose() => _board.Dispose();

    [Fact]
    public void Deploys_says_what_runs_and_rolls_back()
    {
        string old = Deployed("healthy");
        string @new = Deployed("healthy");
        Assert.NotEqual(old, @new);
        Tool status = _board.Deploy("--status");
        Assert.True(status.ExitCode == 0, status.Text);
        Assert.Contains($"version   {@new}", status.Text, StringComparison.Ordinal);
        Assert.Contains($"before    {old}", status.Text, StringComparison.Ordinal);
        Tool back = _board.Deploy("--rollback");
        Assert.True(back.ExitCode == 0, back.Text);
        Assert.Equal((old, true), (_board.Running, _board.IsHealthy));
    }

    [Fact]
    public void A_broken_build_rolls_back_and_deploy_says_so_with_its_exit_code()
    {
        string old = Deployed("healthy");
        Tool ended = _board.Deploy("--release", _board.MakeRelease("crashes"), "--health", "5");
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains($"rolled back to {old}", ended.Text, StringComparison.Ordinal);
        Assert.Equal((old, true), (_board.Running, _board.IsHealthy));
    }

    [Fact]
    public void A_connection_lost_at_any_command_leaves_a_healthy_service_and_the_next_deployment_works()
    {
        Deployed("healthy");
        string release = _board.MakeRelease("healthy");
        int command = 1;
        for (bool lost = true; lost; command++)
        {
            string[] moments = FolderBoard.EveryStep ? ["before", "after"] : [command % 2 == 0 ? "before" : "after"];
            foreach (string moment in moments)
            {
                using FolderBoard board = new(_board);
                lost = board.Deploy(command, moment, "--release", release).ExitCode != 0;
                if (!lost) break;
                Assert.True(board.IsHealthy, $"lost {moment} command {command}");
                board.AssertWhole();
                Tool next = board.Deploy("--release", release);
                Assert.True(next.ExitCode == 0, $"lost {moment} command {command}, and then: {next.Text}");
                Assert.True(board.IsHealthy);
            }
        }

        Assert.True(command > 5, $"the connection was lost at {command - 2} commands only");
    }

    [Fact]
    public void A_dry_run_and_a_status_change_nothing()
    {
        string old = Deployed("healthy");
        Tool dry = _board.Deploy("--dry-run", "--release", _board.MakeRelease("crashes"));
        Assert.True(dry.ExitCode == 0, dry.Text);
        Assert.Contains($"runs {old}", dry.Text, StringComparison.Ordinal);
        Assert.Equal((old, true), (_board.Running, _board.IsHealthy));
        string releases = Path.Combine(_board.Root, "opt", "onboard", "releases");
        Assert.Equal([old], Directory.GetDirectories(releases).Select(Path.GetFileName));
    }

    [Fact]
    public void A_release_that_was_damaged_on_this_side_is_not_uploaded()
    {
        string release = _board.MakeRelease("healthy");
        File.AppendAllText(Path.Combine(release, "onboard"), "!");
        Tool ended = _board.Deploy("--release", release);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("damaged", ended.Text, StringComparison.Ordinal);
        Assert.Null(_board.Current);
    }

    [Theory]
    [InlineData(2, "--unknown")]
    [InlineData(2, "--health", "soon")]
    [InlineData(1, "--release", "/nowhere")]
    [InlineData(1, "--rollback")]
    public void What_cannot_be_done_is_said_with_a_remedy(int exitCode, params string[] arguments)
    {
        Tool ended = _board.Deploy(arguments);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.NotEqual("", ended.Text);
    }

    [Fact]
    public void Opt_is_made_where_it_is_missing_and_a_dry_run_says_so_and_does_not()
    {
        string opt = Path.Combine(_board.Root, "opt"), release = _board.MakeRelease("healthy");
        Directory.Delete(opt);
        Tool dry = _board.Deploy("--dry-run", "--release", release);
        Assert.True(dry.ExitCode == 0, dry.Text);
        Assert.Contains("would make /opt", dry.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(opt));
        Tool ended = _board.Deploy("--release", release);
        Assert.True(ended.ExitCode == 0, ended.Text);
        Assert.True(_board.IsHealthy);
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Assert.Equal(Others, File.GetUnixFileMode(opt) & Others);
    }

    [Fact]
    public void A_read_only_root_is_called_one_and_nothing_is_uploaded()
    {
        Assert.SkipWhen(Tool.Run("bwrap", ["--dev-bind", "/", "/", "true"]).ExitCode != 0, "bwrap may not make namespaces here");
        _board.Settings["BOARD_READ_ONLY"] = "1";
        Refused("the file system is read-only", "--release", _board.MakeRelease("healthy"));
    }

    [Fact]
    public void A_board_without_flock_is_told_what_it_lacks()
    {
        _board.TakeAway("flock");
        Refused("has no flock", "--release", _board.MakeRelease("healthy"));
        _board.Settings.Clear();
        Deployed("healthy");
        _board.TakeAway("flock");
        Refused("has no flock", "--rollback");
        Tool status = _board.Deploy("--status");
        Assert.True(status.ExitCode == 0, status.Text);
    }

    [Fact]
    public void A_board_with_BusyBox_alone_is_deployed_to()
    {
        _board.TakeBusyBox();
        string old = Deployed("healthy");
        Assert.NotEqual(old, Deployed("healthy"));
        Tool broken = _board.Deploy("--release", _board.MakeRelease("crashes"), "--health", "5");
        Assert.True(broken.ExitCode == 4, broken.Text);
        Assert.True(_board.IsHealthy);
        _board.AssertWhole();
    }

    /// <summary>A socket's path has 103 bytes at most, of which ssh takes 17 while it makes it.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(200)]
    public void The_connection_is_shared_however_long_the_name_of_the_temporary_folder_is(int length)
    {
        string folder = Directory.CreateTempSubdirectory("onboard-long-").FullName;
        string longer = Path.Combine(folder, new string('n', Math.Max(1, length - folder.Length - 1)));
        Directory.CreateDirectory(longer);
        _board.Settings["TMPDIR"] = longer;
        Tool status = _board.Deploy("--dry-run");
        Directory.Delete(folder, recursive: true);
        Assert.True(status.ExitCode == 0, status.Text);
        string socket = File.ReadAllText(Path.Combine(_board.Root, "socket")).Trim();
        Assert.InRange(socket.Length + 17, 1, 103);
        Assert.False(Directory.Exists(Path.GetDirectoryName(socket)), "the socket's folder was left behind");
    }

    /// <summary>ssh itself says 255; all else is what the questions ended with.</summary>
    [Theory]
    [InlineData(255, "cannot be reached")]
    [InlineData(127, "its shell must be one of POSIX")]
    public void A_board_that_does_not_answer_is_not_one_that_cannot_be_reached(int status, string said)
    {
        string programs = Path.Combine(_board.Root, "other");
        Directory.CreateDirectory(programs);
        string ssh = Path.Combine(programs, "ssh");
        File.WriteAllText(ssh, $"#!/bin/sh\nexit {status}\n");
        File.SetUnixFileMode(ssh, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _board.Settings["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
        Tool ended = _board.Deploy("--dry-run");
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(said, ended.Text, StringComparison.Ordinal);
    }

    private void Refused(string said, params string[] arguments)
    {
        foreach (string[] asked in (string[][])[arguments, ["--dry-run", .. arguments.Where(word => word != "--rollback")]])
        {
            Tool ended = _board.Deploy(asked);
            Assert.True(ended.ExitCode == 3, ended.Text);
            Assert.Contains(said, ended.Text, StringComparison.Ordinal);
            Assert.Contains("-> ", ended.Text, StringComparison.Ordinal);
            Assert.Equal(1, _board.Connections);
        }
    }

    private string Deployed(string behaviour)
    {
        Tool ended = _board.Deploy("--release", _board.MakeRelease(behaviour));
        Assert.True(ended.ExitCode == 0, ended.Text);
        Assert.True(_board.IsHealthy);
        return _board.Running!;
    }
}
