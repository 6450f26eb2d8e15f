using System.Device.I2c;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;

namespace OnBoard.Device.Service.Hosting;

/// <summary>
/// A small display at an I2C header, where the board file names one: watts with where they come from, gain, learning, the
/// address of the page. It is written by a timer of its own, so that a slow bus keeps nobody waiting; one that is unplugged
/// is a condition, and is taken up again when it answers.
/// </summary>
public sealed class StatusDisplay : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Conditions _conditions;
    private readonly string _page;
    private readonly Func<TextDisplay> _open;
    private readonly Timer? _timer;
    private I2cBus? _bus;
    private TextDisplay? _display;
    private LiveStatus? _status;
    private bool _isLost;

    /// <param name="place">Where it is: controller and address, "ff030000-003c".</param>
    /// <param name="conditions">Where to complain of a display that does not answer.</param>
    /// <param name="listen">Where the page is; null where it is nowhere.</param>
    /// <param name="topology">Where controllers are; /sys by default.</param>
    /// <param name="openBus">Opens i2c-N; /dev/i2c-N by default.</param>
    /// <param name="polls">Whether a timer writes; a test does it itself.</param>
    /// <exception cref="BadInputException">The place is none.</exception>
    public StatusDisplay(
        string place, Conditions conditions, IPEndPoint? listen, I2cTopology? topology = null, Func<int, I2cBus>? openBus = null,
        bool polls = true)
    {
        I2cPlace chip = I2cPlace.Parse(place) ?? throw NoPlace(place);
        _conditions = conditions;
        _page = listen is null ? "no page" : PageOf(listen);
        topology ??= new();
        openBus ??= number => LinuxI2cBus.Open(number);
        _open = () =>
        {
            _bus ??= Open(chip, topology, openBus);
            return new TextDisplay(new PlacedI2cBus(_bus, $"i2c@{chip.Controller}").CreateDevice(chip.Address));
        };
        if (polls) _timer = new Timer(_ => Write(), null, Interval, Interval);
    }

    /// <summary>Takes a status, to be written soon; never waits.</summary>
    public void Show(LiveStatus status) => Volatile.Write(ref _status, status);

    /// <summary>Writes the last status.</summary>
    public void Write()
    {
        if (Volatile.Read(ref _status) is not { } status) return;
        try
        {
            if (_display is null) _display = _open();
            else if (_isLost) _display.Restart();
            _display.Show(Lines(status, _page));
            if (_isLost) _conditions.Clear("display", "the display is written again");
            _isLost = false;
        }
        catch (OnBoardException error)
        {
            if (!_isLost) _conditions.Raise("display", "no display", $"display: {error.Subject}: {error.Cause}");
            _isLost = true;
        }
    }

    /// <summary>Ends writing and switches the display off.</summary>
    public void Dispose()
    {
        using (ManualResetEvent ended = new(false))
        {
            if (_timer?.Dispose(ended) == true) ended.WaitOne();
        }

        _display?.Dispose();
        _bus?.Dispose();
    }

    /// <summary>What a status looks like, at most eight lines of twenty-one characters.</summary>
    internal static IReadOnlyList<string> Lines(LiveStatus status, string page)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        List<string> lines = ["OnBoard " + status.Time.ToString(status.Time.TotalHours < 1 ? @"mm\:ss" : @"d\.hh\:mm\:ss", c), ""];
        if (status.Rails is { } rails)
        {
            double watts = double.IsNaN(rails.RailWatts) ? rails.BoardInputWatts : rails.RailWatts;
            string of = double.IsNaN(rails.RailWatts) ? "input" : "rails";
            lines.Add(double.IsNaN(watts) ? "power unknown" : string.Create(c, $"{of} {watts:0.00} W"));
            lines.Add(double.IsNaN(watts) ? "" : $"  {rails.Provenance}");
        }
        else
        {
            lines.AddRange(["rails not read", ""]);
        }

        double gain = status.EnhancedSdr - status.NoisySdr;
        lines.Add(double.IsFinite(gain) ? string.Create(c, $"gain {gain:+0.0;-0.0;0.0} dB") : "gain not known");
        lines.Add($"learning {status.Learning?.State.ToString().ToLowerInvariant() ?? "not there"}");
        lines.Add(status.Conditions.Count == 0 ? "" : "! " + status.Conditions[0]);
        lines.Add(page);
        return lines;
    }

    // Whoever listens everywhere is reached by the address of the network.
    private static string PageOf(IPEndPoint listen)
    {
        IPAddress address = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
            ? NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network.OperationalStatus == OperationalStatus.Up)
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(entry => entry.Address)
                .FirstOrDefault(entry => entry.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(entry)) ?? listen.Address
            : listen.Address;
        return $"{address}:{listen.Port}";
    }

    /// <summary>Writes lines on a display once and lets go of it.</summary>
    /// <param name="place">Where it is: controller and address.</param>
    /// <param name="lines">What to show.</param>
    /// <exception cref="OnBoardException">The place is none, or the display does not answer.</exception>
    internal static void ShowOnce(string place, IReadOnlyList<string> lines)
    {
        I2cPlace chip = I2cPlace.Parse(place) ?? throw NoPlace(place);
        using I2cBus bus = Open(chip, new I2cTopology(), number => LinuxI2cBus.Open(number));
        using TextDisplay display = new(new PlacedI2cBus(bus, $"i2c@{chip.Controller}").CreateDevice(chip.Address));
        display.Show(lines);
    }

    private static BadInputException NoPlace(string place) =>
        new($"display {place}", "it is no place on an I2C bus", "give controller and address, such as ff030000-003c");

    private static I2cBus Open(I2cPlace chip, I2cTopology topology, Func<int, I2cBus> openBus)
    {
        int adapter = topology.FindAdapter(chip.Controller) ?? throw new DeviceMissingException(
            $"I2C controller i2c@{chip.Controller}", "the kernel has no such adapter", "check the board file and the device tree");
        return openBus(adapter);
    }
}
