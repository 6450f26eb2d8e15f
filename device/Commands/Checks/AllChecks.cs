using OnBoard.Drivers;

namespace OnBoard.Device.Commands.Checks;

/// <summary>The checks there are, in the order in which they are done.</summary>
internal static class AllChecks
{
    /// <summary>A new one belongs here.</summary>
    public static IReadOnlyList<ICheck> List { get; } =
    [
        new BoardCheck(), new PermissionsCheck(), new SandboxCheck(), new FabricCheck(), new RailsCheck(), new LinesCheck(), new NetworkCheck(), new EnginesCheck(),
        new CameraCheck(), new MicrophoneCheck(), new LoudspeakerCheck(), new FfmpegCheck(), new DiskCheck(),
    ];

    /// <summary>What a check finds; an error it raises is a finding too, and ends it.</summary>
    public static IEnumerable<Finding> Look(ICheck check, CheckContext context)
    {
        using IEnumerator<Finding> findings = check.Look(context).GetEnumerator();
        while (true)
        {
            Finding finding;
            bool isLast = false;
            try
            {
                if (!findings.MoveNext()) yield break;
                finding = findings.Current;
            }
            catch (OnBoardException error)
            {
                finding = Finding.Of(error);
                isLast = true;
            }

            yield return finding;
            if (isLast) yield break;
        }
    }
}
