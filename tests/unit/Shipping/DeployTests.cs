namespace OnBoard.Tests.Unit.Shipping;

/// <summary>deploy.sh against a board that is a folder behind a stand-in for ssh.</summary>
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
        Assert.Contains($"went back to {old}", ended.Text, StringComparison.Ordinal);
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

    private string Deployed(string behaviour)
    {
        Tool ended = _board.Deploy("--release", _board.MakeRelease(behaviour));
        Assert.True(ended.ExitCode == 0, ended.Text);
        Assert.True(_board.IsHealthy);
        return _board.Running!;
    }
}
