using OnBoard.Drivers.Fpga;
using OnBoard.Drivers.Native;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Commands.Checks;

/// <summary>
/// Whether this process may do what the service counts on: run its threads in real time or at their nice values, have the fabric's logic loaded
/// anew. What it reports is true of where it runs: <c>onboard-release check</c> runs it within the service's own unit.
/// </summary>
internal sealed class SandboxCheck : ICheck
{
    public string Name => "sandbox";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        foreach (Finding scheduling in Scheduling()) yield return scheduling;
        if (Reload("/sys", RootReload.Address) is { } reload) yield return reload;
    }

    /// <summary>Whether threads run as the hop and learning ask for.</summary>
    internal static IEnumerable<Finding> Scheduling()
    {
        const string Deadline = "threads with a deadline";
        yield return Try(RealTimeThread.Become) is { } refusal
            ? Finding.Note(Deadline, Try(ThreadNiceness.TakePrecedence) is { } second ? $"{refusal}; {second}" : $"{At(ThreadNiceness.First)}; {refusal}")
            : Finding.Ok(Deadline, $"run in real time, priority {RealTimeThread.Priority}, read back");
        yield return Try(ThreadNiceness.GiveWay) is { } cause ? Finding.Note("learning", cause) : Finding.Ok("learning", At(ThreadNiceness.Last));

        static string At(int niceness) => $"run at nice value {niceness}, read back";
    }

    /// <summary>Who loads the logic anew; null on a machine that has no programmable logic.</summary>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <param name="rootsSocket">Where root is asked.</param>
    internal static Finding? Reload(string sysfsRoot, string rootsSocket)
    {
        const string Subject = "reload of logic";
        if (FpgaManager.Find(sysfsRoot) is not { } manager) return null;
        if (manager.MayLoad) return Finding.Ok(Subject, $"this process may, through {manager.Name}");
        if (!RootReload.IsOffered(rootsSocket))
        {
            return Finding.Note(
                Subject, "nobody loads the logic anew when it fails: the processor runs the network from then on",
                "systemctl start onboard-reload.socket");
        }

        return NodeAccess.CanWrite(rootsSocket)
            ? Finding.Ok(Subject, $"root does it for this process ({rootsSocket})")
            : new Finding(
                FindingState.Failed, Subject, $"{Environment.UserName} may not ask at {rootsSocket}", "add the user to the group onboard");
    }

    // On a thread of its own: a nice value that was raised is not had back.
    private static string? Try(Func<string?> set)
    {
        string? refusal = null;
        Thread thread = new(() => refusal = set());
        thread.Start();
        thread.Join();
        return refusal;
    }
}
