namespace OnBoard.Tests.Unit.Shipping;

/// <summary>onboard-release on a board that is a folder: whatever cuts a switch off, a whole version runs.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly FolderBoard _board = new();

    public void Dispose() => _board.Dispose();

    [Fact]
    public void A_healthy_version_runs_and_the_one_before_is_kept()
    {
        Install("healthy", "old");
        Tool ended = Install("healthy", "new");
        Assert.True(ended.ExitCode == 0, ended.Text);
        Assert.Equal(("new", "old", true), (_board.Running, _board.Previous, _board.IsHealthy));
        Assert.False(_board.OnTrial);
        _board.AssertWhole();
    }

    [Theory]
    [InlineData("crashes")]
    [InlineData("silent")]
    public void A_version_that_does_not_deliver_sound_gives_way_to_the_one_before(string behaviour)
    {
        Install("healthy", "old");
        Tool ended = Install(behaviour, "new");
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("rolling back to old", ended.Text, StringComparison.Ordinal);
        Assert.Equal(("old", "old", true), (_board.Current, _board.Running, _board.IsHealthy));
        Assert.False(_board.OnTrial);
    }

    [Fact]
    public void A_first_version_that_fails_leaves_nothing_running_and_nothing_in_force()
    {
        Tool ended = Install("crashes", "new");
        Assert.Equal(4, ended.ExitCode);
        Assert.Null(_board.Current);
        Assert.False(_board.OnTrial);
    }

    [Fact]
    public void The_only_version_deployed_again_stays_in_force_where_it_fails()
    {
        // As an image lays it: in force, and never tried.
        _board.Accept(_board.MakeRelease("crashes"), "only");
        Assert.Equal(0, _board.Switch("only", 0, killed: false, "lay", "only").ExitCode);
        Tool ended = _board.Switch("only", 0, killed: false, "activate", "only");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("it stays in force", ended.Text, StringComparison.Ordinal);
        Assert.Equal("only", _board.Current);
        Assert.False(_board.OnTrial);
        _board.AssertWhole();
    }

    [Fact]
    public void The_only_version_deployed_again_runs_on()
    {
        Install("healthy", "only");
        Assert.Equal(0, _board.Switch("only", 0, killed: false, "activate", "only").ExitCode);
        Assert.Equal(("only", "only", null, true), (_board.Current, _board.Running, _board.Previous, _board.IsHealthy));
        Assert.False(_board.OnTrial);
    }

    [Fact]
    public void Where_neither_version_is_healthy_that_is_said()
    {
        Install("healthy", "old");
        _board.Accept(_board.MakeRelease("crashes"), "new");
        string program = Path.Combine(_board.Root, "opt", "onboard", "releases", "old", "onboard");
        File.WriteAllText(program, "crashes");
        Tool ended = _board.Switch("new", 0, killed: false, "activate", "new");
        Assert.Equal(5, ended.ExitCode);
        Assert.Contains("not healthy either", ended.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rolling_back_goes_to_the_version_before_and_rolling_back_again_returns()
    {
        Install("healthy", "old");
        Install("healthy", "new");
        Assert.Equal(0, _board.Switch("new", 0, killed: false, "rollback").ExitCode);
        Assert.Equal(("old", "new"), (_board.Running, _board.Previous));
        Assert.Equal(0, _board.Switch("old", 0, killed: false, "rollback").ExitCode);
        Assert.Equal(("new", "old"), (_board.Running, _board.Previous));
    }

    [Fact]
    public void A_damaged_version_is_not_switched_to()
    {
        Install("healthy", "old");
        _board.Accept(_board.MakeRelease("healthy"), "new");
        File.WriteAllText(Path.Combine(_board.Root, "opt", "onboard", "releases", "new", "onboard"), "silent");
        Tool ended = _board.Switch("new", 0, killed: false, "activate", "new");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("damaged", ended.Text, StringComparison.Ordinal);
        Assert.Equal(("old", true), (_board.Running, _board.IsHealthy));
    }

    [Theory]
    [InlineData("healthy")]
    [InlineData("crashes")]
    public void A_power_cut_at_any_step_leaves_a_whole_version_that_starts_and_is_healthy(string behaviour)
    {
        int last = CutAtSteps(behaviour, killed: false, board => board.Boot());
        Assert.True(last > 20, $"the power was cut up to step {last} only");
    }

    [Fact]
    public void A_switch_that_is_killed_at_any_step_leaves_a_healthy_service()
    {
        int last = CutAtSteps("healthy", killed: true, _ => { });
        Assert.True(last > 20, $"the switch was killed up to step {last} only");
    }

    /// <summary>Switches from a healthy version to another one, cut off at one step after the other.</summary>
    /// <returns>The last step at which it was cut off.</returns>
    private int CutAtSteps(string behaviour, bool killed, Action<FolderBoard> recover)
    {
        // The logic differs, so that the longer way is taken: stop, load, start.
        string next = _board.MakeRelease("healthy", "new logic");
        Install("healthy", "old", "old logic");
        _board.Accept(_board.MakeRelease(behaviour, "new logic"), "new");
        int stride = FolderBoard.EveryStep ? 1 : 3;
        for (int step = 1; ; step += stride)
        {
            using FolderBoard board = new(_board);
            Tool ended = board.Switch("new", step, killed, "activate", "new");
            if (!board.WasCut) return step - stride;

            recover(board);
            board.AssertWhole();
            Assert.True(board.IsHealthy, $"cut off before step {step}: {board.Running} is not healthy; {ended.Text}");
            Assert.False(board.OnTrial, $"cut off before step {step}: the trial is not ended");
            Assert.Equal(board.Current, board.Running);
            if (step % 4 != 1) continue;

            board.Accept(next, "next");
            Tool after = board.Switch("next", 0, killed, "activate", "next");
            Assert.True(after.ExitCode == 0, $"cut off before step {step}, and the next version: {after.Text}");
            Assert.Equal(("next", true), (board.Running, board.IsHealthy));
        }
    }

    private Tool Install(string behaviour, string version, string logic = "logic")
    {
        _board.Accept(_board.MakeRelease(behaviour, logic), version);
        return _board.Switch(version, 0, killed: false, "activate", version);
    }
}
