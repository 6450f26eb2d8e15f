using OnBoard.Drivers.Native;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether this user may use the device nodes that there are.</summary>
internal sealed class PermissionsCheck : ICheck
{
    private static readonly (string Folder, string Pattern, string Group)[] Nodes =
    [
        ("/dev", "i2c-*", "i2c"), ("/dev", "gpiochip*", "gpio"), ("/dev", "uio*", "uio"), ("/dev", "udmabuf*", "uio"),
        ("/dev", "video*", "video"), ("/dev/snd", "pcm*", "audio"),
    ];

    public string Name => "permissions";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        int allowed = 0;
        foreach ((string folder, string pattern, string group) in Nodes)
        {
            if (!Directory.Exists(folder)) continue;
            foreach (string node in Directory.EnumerateFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal))
            {
                if (NodeAccess.CanReadAndWrite(node))
                {
                    allowed++;
                    continue;
                }

                yield return new Finding(
                    FindingState.Failed, node, $"{Environment.UserName} may not read and write it",
                    $"add the user to the group of the node (usermod -aG {group} {Environment.UserName}) and log in again");
            }
        }

        yield return Finding.Ok("/dev", $"{allowed} device nodes may be read and written");
    }
}
