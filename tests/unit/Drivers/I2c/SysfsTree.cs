namespace OnBoard.Tests.Unit.Drivers.I2c;

/// <summary>A sysfs in a temporary folder, laid out as the kernel does: real folders under devices, links
/// elsewhere.</summary>
internal sealed class SysfsTree
{
    public string Root { get; } = Directory.CreateTempSubdirectory().FullName;

    private string Devices => Path.Combine(Root, "bus", "i2c", "devices");

    public void Adapter(int number, string name)
    {
        string folder = Path.Combine(Root, "devices", $"i2c-{number}");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        Link(Path.Combine(Devices, $"i2c-{number}"), folder);
    }

    public string Chip(int adapter, int address, string? driver)
    {
        string folder = Path.Combine(Root, "devices", $"i2c-{adapter}", $"{adapter}-{address:x4}");
        Directory.CreateDirectory(folder);
        Link(Path.Combine(Devices, $"{adapter}-{address:x4}"), folder);
        if (driver is not null)
        {
            string drivers = Path.Combine(Root, "bus", "i2c", "drivers", driver);
            Directory.CreateDirectory(drivers);
            Link(Path.Combine(folder, "driver"), drivers);
        }

        return folder;
    }

    public void Multiplexer(int adapter, int address, params int[] channels)
    {
        string folder = Chip(adapter, address, "pca954x");
        for (int channel = 0; channel < channels.Length; channel++)
        {
            Adapter(channels[channel], $"i2c-{adapter}-mux (chan_id {channel})");
            Link(Path.Combine(folder, $"channel-{channel}"), Path.Combine(Root, "devices", $"i2c-{channels[channel]}"));
        }
    }

    public static void Files(string folder, params (string Name, string Value)[] files)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, string value) in files) File.WriteAllText(Path.Combine(folder, name), value + "\n");
    }

    private static void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Directory.CreateSymbolicLink(path, target);
    }
}
