using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace OnBoard.Tests.System.Board;

/// <summary>The service on an emulated board: how it is set, brought there and asked.</summary>
internal sealed class DeployedService(EmulatedBoard board, ITestOutputHelper output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(6);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>What systemd has restarted.</summary>
    public int Restarts => int.Parse(board.Shell("systemctl show onboard -p NRestarts --value"), CultureInfo.InvariantCulture);

    /// <summary>What it has delivered.</summary>
    public long Hops
    {
        get
        {
            string text = board.Shell("systemctl show onboard -p StatusText --value | sed -n 's/^hops \\([0-9]*\\).*/\\1/p'");
            return text.Length > 0 ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        }
    }

    /// <summary>The version in force.</summary>
    public string Version => board.Shell("basename $(readlink /opt/onboard/current)");

    /// <summary>Its status, from its API.</summary>
    public JsonElement Status => board.Status();

    /// <summary>Its process.</summary>
    public string Process => board.Shell("systemctl show onboard -p MainPID --value");

    /// <summary>Settings of this board, in place of those before; limits of time that fit an emulator.</summary>
    public void Set(params string[] settings)
    {
        string values = string.Join("\\n", settings.Select(setting => "ONBOARD_" + setting));
        board.Shell(
            $"mkdir -p /etc/onboard /etc/systemd/system/onboard.service.d && printf '{values}\\n' > /etc/onboard/onboard.env"
            + " && printf '[Service]\\nTimeoutStartSec=300\\nTimeoutStopSec=60\\nWatchdogSec=40\\n'"
            + " > /etc/systemd/system/onboard.service.d/emulator.conf && mkdir -p /etc/systemd/system/onboard-reload@.service.d"
            + " && printf '[Service]\\nRuntimeMaxSec=300\\n' > /etc/systemd/system/onboard-reload@.service.d/emulator.conf"
            + " && systemctl daemon-reload");
    }

    /// <summary>Brings the release to the board and waits until hops are delivered.</summary>
    public void Deploy()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Command deployed = board.Deploy("--release", EmulatedBoard.Release!, "--health", "400");
        Assert.True(deployed.ExitCode == 0, deployed.Text + Journal());
        Report($"deployed: {watch.Elapsed.TotalSeconds:0} s from deploy.sh to a healthy service");
        GoesOn();
    }

    /// <summary>Waits until more hops are delivered.</summary>
    public void GoesOn()
    {
        long hops = Hops;
        WaitUntil(() => Hops > hops + 100, "no hops are delivered");
    }

    /// <summary>Whether something is wrong with a part.</summary>
    public bool Complains(string part) => Status.GetProperty("conditions").EnumerateArray()
        .Any(condition => condition.GetProperty("part").GetString() == part);

    /// <summary>What is wrong, in a line.</summary>
    public string Conditions() => string.Join("; ", Status.GetProperty("conditions").EnumerateArray());

    /// <summary>The value of a control.</summary>
    public string? Control(string name) => Status.GetProperty("controls").EnumerateArray()
        .Single(control => control.GetProperty("name").GetString() == name).GetProperty("value").GetString();

    /// <summary>The value of a fact.</summary>
    public string Fact(string name) => Status.GetProperty("service").GetProperty("facts").EnumerateArray()
        .Single(fact => fact.GetProperty("name").GetString() == name).GetProperty("value").GetString()!;

    /// <summary>Waits for something, for minutes: emulation is slow.</summary>
    public void WaitUntil(Func<bool> done, string otherwise)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!done())
        {
            if (watch.Elapsed > Timeout) Assert.Fail($"{otherwise}\n{Journal()}");
            Thread.Sleep(1000);
        }
    }

    /// <summary>Says how far the story is.</summary>
    public void Report(string line)
    {
        string text = $"{_watch.Elapsed.TotalSeconds,5:0} s  {line}";
        output.WriteLine(text);

        // The runner shows a test's output at its end; this one takes minutes.
        TestContext.Current.SendDiagnosticMessage(text);
    }

    private string Journal() => board.Try("journalctl -u onboard -u onboard-fabric -n 40 --no-pager; ls -l /opt/onboard").Text;
}
