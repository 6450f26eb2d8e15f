using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Drivers.I2c;
using OnBoard.Tests.Unit.Shipping;
using SkiaSharp;

namespace OnBoard.Tests.Unit.Device.Service.Hosting;

/// <summary>The display, by the driver of Iot.Device.Bindings, on our model of the chip.</summary>
public class StatusDisplayTests
{
    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("ONBOARD_WRITE_TABLES") == "1";

    private readonly SysfsTree _sysfs = new();
    private readonly VirtualI2cBus _bus = new(0, new VirtualClock());
    private readonly VirtualSsd1306 _chip = new();
    private readonly Conditions _conditions = new();
    private readonly LiveStatus _status = new()
    {
        Time = TimeSpan.FromSeconds(754),
        NoisySdr = -1.2,
        EnhancedSdr = 5.4,
        Learning = new LearningStatus { State = LearningState.Training },
        Rails = new RailsSnapshot(
            "board", "measured", 0, [],
            [new(PowerDomain.PS, 1.5, 1), new(PowerDomain.PL, 1.84, 1), new(PowerDomain.BoardInput, 9, 1)]),
    };

    public StatusDisplayTests()
    {
        _sysfs.Adapter(0, "Cadence I2C at ff030000");
        _bus.Attach(0x3c, _chip);
    }

    [Fact]
    public void It_shows_watts_gain_learning_and_the_page_as_the_picture_in_the_documents_does()
    {
        using StatusDisplay display = Open();
        display.Show(_status);
        display.Write();
        Assert.Empty(_conditions.Current);
        bool[] lit = Points();
        string path = Repository.PathOf("device", "docs", "display.png");
        if (Rewrite) Save(path, lit);
        Assert.Equal(Load(path), lit);

        // Not one line is empty that should not be.
        Assert.All([0, 2, 3, 4, 5, 7], row => Assert.Contains(true, lit.AsSpan(row * 8 * VirtualSsd1306.Width, 8 * VirtualSsd1306.Width).ToArray()));
    }

    [Fact]
    public void Letters_are_the_right_way_round()
    {
        using TextDisplay display = new(_bus.CreateDevice(0x3c));
        display.Show(["L"]);
        string picture = string.Join('\n', Enumerable.Range(0, 8).Select(
            y => string.Concat(Enumerable.Range(0, 6).Select(x => _chip.IsLit(x, y) ? '#' : '.'))));
        Assert.Equal("#.....\n#.....\n#.....\n#.....\n#.....\n#.....\n#####.\n......", picture);
    }

    [Fact]
    public void Only_lines_that_changed_are_sent()
    {
        using StatusDisplay display = Open();
        display.Show(_status);
        display.Write();
        long before = _chip.DataBytes;
        display.Write();
        Assert.Equal(before, _chip.DataBytes);
        display.Show(_status with { EnhancedSdr = 6.4 });
        display.Write();
        Assert.Equal(before + VirtualSsd1306.Width, _chip.DataBytes);
    }

    [Fact]
    public void No_transfer_keeps_the_rails_waiting_for_half_a_millisecond()
    {
        int longest = 0;
        _bus.Observer = transfer => longest = Math.Max(longest, transfer.Written.Length);
        using StatusDisplay display = Open();
        display.Show(_status);
        display.Write();
        Assert.InRange(longest, 2, 17); // 17 bytes and the address are 0.4 ms of a 400 kHz bus.
    }

    [Fact]
    public void A_display_that_is_unplugged_is_a_condition_and_is_taken_up_again()
    {
        using StatusDisplay display = Open();
        display.Show(_status);
        display.Write();
        _bus.Detach(0x3c);
        display.Show(_status with { Time = TimeSpan.FromSeconds(755) });
        display.Write();
        display.Write();
        Assert.Equal(["no display"], _conditions.Current);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("i2c@ff030000 0x3c", news, StringComparison.Ordinal);
        VirtualSsd1306 another = new();
        _bus.Attach(0x3c, another);
        display.Write();
        Assert.Empty(_conditions.Current);
        Assert.Equal(1024, another.DataBytes);
    }

    [Fact]
    public void It_goes_dark_at_the_end()
    {
        StatusDisplay display = Open();
        display.Show(_status);
        display.Write();
        Assert.Contains(true, Points());
        display.Dispose();
        Assert.DoesNotContain(true, Points());
    }

    [Fact]
    public void What_is_not_known_is_said()
    {
        IReadOnlyList<string> lines = StatusDisplay.Lines(new LiveStatus { Conditions = ["no camera"] }, "no page");
        Assert.Equal(["OnBoard 00:00", "", "rails not read", "", "gain not known", "learning not there", "! no camera", "no page"], lines);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, TextDisplay.Columns));
    }

    [Fact]
    public void A_place_that_is_none_is_refused() =>
        Assert.Throws<BadInputException>(() => new StatusDisplay("i2c-1", _conditions, null));

    private StatusDisplay Open() => new(
        "ff030000-003c", _conditions, new(System.Net.IPAddress.Parse("192.168.1.20"), 8080), new I2cTopology(_sysfs.Root), _ => _bus,
        polls: false);

    private bool[] Points()
    {
        bool[] lit = new bool[VirtualSsd1306.Width * VirtualSsd1306.Height];
        for (int at = 0; at < lit.Length; at++) lit[at] = _chip.IsLit(at % VirtualSsd1306.Width, at / VirtualSsd1306.Width);
        return lit;
    }

    private static void Save(string path, bool[] lit)
    {
        const int scale = 4;
        using SKBitmap bitmap = new(VirtualSsd1306.Width * scale, VirtualSsd1306.Height * scale);
        bitmap.Erase(new SKColor(10, 14, 20));
        for (int at = 0; at < lit.Length; at++)
        {
            if (!lit[at]) continue;
            int left = at % VirtualSsd1306.Width * scale, top = at / VirtualSsd1306.Width * scale;
            for (int pixel = 0; pixel < (scale - 1) * (scale - 1); pixel++)
                bitmap.SetPixel(left + (pixel % (scale - 1)), top + (pixel / (scale - 1)), new SKColor(150, 220, 255));
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    private static bool[] Load(string path)
    {
        using SKBitmap bitmap = SKBitmap.Decode(path);
        int scale = bitmap.Width / VirtualSsd1306.Width;
        return
        [
            .. Enumerable.Range(0, VirtualSsd1306.Width * VirtualSsd1306.Height).Select(
                at => bitmap.GetPixel(at % VirtualSsd1306.Width * scale, at / VirtualSsd1306.Width * scale).Blue > 128),
        ];
    }
}
