using OnBoard.Drivers.Files;

namespace OnBoard.Drivers.Memory;

/// <summary>A UIO device as the kernel describes it in sysfs; nothing is opened.</summary>
/// <param name="Path">Its device node: <c>/dev/uio0</c>.</param>
/// <param name="Name">What the device tree calls it.</param>
/// <param name="Maps">What of it can be mapped.</param>
public sealed record UioNode(string Path, string Name, IReadOnlyList<UioMap> Maps)
{
    /// <summary>The first device of a name; null where there is none.</summary>
    /// <param name="name">The name of its node in the device tree, without the address.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    public static UioNode? Find(string name, string sysfsRoot = "/sys")
    {
        string folder = System.IO.Path.Combine(sysfsRoot, "class", "uio");
        if (!Directory.Exists(folder)) return null;
        foreach (string device in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (SysfsFile.ReadText(System.IO.Path.Combine(device, "name")) == name) return Read(device, name);
        }

        return null;
    }

    private static UioNode Read(string folder, string name)
    {
        List<UioMap> maps = [];
        while (true)
        {
            string map = System.IO.Path.Combine(folder, "maps", $"map{maps.Count}");
            if (!Directory.Exists(map)) break;
            maps.Add(new UioMap(
                maps.Count, SysfsFile.ReadText(System.IO.Path.Combine(map, "name")) ?? "", Number("addr"), (long)Number("size"),
                (int)Number("offset")));

            ulong Number(string file) => SysfsFile.ReadNumber(System.IO.Path.Combine(map, file));
        }

        return new UioNode($"/dev/{System.IO.Path.GetFileName(folder)}", name, maps);
    }
}
