using System.Device.Gpio;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;

namespace OnBoard.Tests.Unit.Device.Service.Devices;

public class BoardPanelTests
{
    private const int Led = 3, Button = 5;

    private readonly VirtualGpio _gpio = new(8);
    private readonly Conditions _conditions = new();
    private readonly string _sysfs = Directory.CreateTempSubdirectory().FullName;
    private long _hops;
    private int _pressed, _held;

    [Fact]
    public void The_light_is_lit_while_hops_are_delivered_and_goes_out_a_second_after_the_last()
    {
        using BoardPanel panel = Open();
        panel.Poll();
        Assert.False(_gpio.IsHigh(Led));
        _hops++;
        panel.Poll();
        Assert.True(_gpio.IsHigh(Led));
        for (int poll = 0; poll < 38; poll++) panel.Poll();
        Assert.True(_gpio.IsHigh(Led));
        for (int poll = 0; poll < 3; poll++) panel.Poll();
        Assert.False(_gpio.IsHigh(Led));
    }

    [Fact]
    public void A_press_is_told_once_however_long_and_a_bounce_never()
    {
        using BoardPanel panel = Open();
        Poll(panel, pressed: false, times: 2);
        Poll(panel, pressed: true, times: 1);
        Poll(panel, pressed: false, times: 2);
        Assert.Equal(0, _pressed);
        Poll(panel, pressed: true, times: 50);
        Assert.Equal(0, _pressed);
        Poll(panel, pressed: false, times: 1);
        Assert.Equal(1, _pressed);
        Poll(panel, pressed: true, times: 3);
        Poll(panel, pressed: false, times: 1);
        Assert.Equal((2, 0), (_pressed, _held));
    }

    [Fact]
    public void A_hold_is_told_while_the_button_is_down_and_is_no_press()
    {
        using BoardPanel panel = Open(TimeSpan.FromMilliseconds(50));
        Poll(panel, pressed: true, times: 2);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _held) == 1, TimeSpan.FromSeconds(30)));
        Poll(panel, pressed: true, times: 3);
        Poll(panel, pressed: false, times: 2);
        Assert.Equal((0, 1), (_pressed, _held));
        Poll(panel, pressed: true, times: 2);
        Poll(panel, pressed: false, times: 1);
        Assert.Equal(1, _pressed);
    }

    [Fact]
    public void The_light_goes_out_and_the_lines_are_free_at_the_end()
    {
        BoardPanel panel = Open();
        _hops++;
        panel.Poll();
        List<(int Line, bool High)> changes = [];
        _gpio.Observer = (line, high) => changes.Add((line, high));
        panel.Dispose();
        Assert.Contains((Led, false), changes);
        using GpioController controller = new(_gpio);
        controller.OpenPin(Led);
        controller.OpenPin(Button);
    }

    [Fact]
    public void A_light_that_the_kernel_holds_is_used_through_the_kernel()
    {
        string folder = Path.Combine(_sysfs, "class", "leds", "heartbeat");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "trigger"), "none [heartbeat]");
        _gpio.Taken.Add(Led);
        using (BoardPanel panel = Open())
        {
            _hops++;
            panel.Poll();
            Assert.Equal("1", File.ReadAllText(Path.Combine(folder, "brightness")));
        }

        Assert.Equal("heartbeat", File.ReadAllText(Path.Combine(folder, "trigger")));
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void A_light_of_a_kernel_without_triggers_is_lit()
    {
        string folder = Path.Combine(_sysfs, "class", "leds", "heartbeat");
        Directory.CreateDirectory(folder);
        _gpio.Taken.Add(Led);
        using BoardPanel panel = Open();
        _hops++;
        panel.Poll();
        Assert.Equal("1", File.ReadAllText(Path.Combine(folder, "brightness")));
        Assert.False(File.Exists(Path.Combine(folder, "trigger")));
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void A_line_that_is_taken_is_a_condition_and_the_other_one_works()
    {
        _gpio.Taken.Add(Button);
        using BoardPanel panel = Open();
        Assert.Equal(["no learn button"], _conditions.Current);
        _hops++;
        panel.Poll();
        Assert.True(_gpio.IsHigh(Led));
    }

    [Fact]
    public void A_board_without_lines_has_no_panel_to_poll()
    {
        using BoardPanel panel = new(BoardCatalog.Load("virtual"), () => _hops, _conditions, polls: false);
        panel.Poll();
        Assert.Empty(_conditions.Current);
    }

    private BoardPanel Open(TimeSpan? hold = null)
    {
        BoardDescription board = BoardCatalog.Load("virtual") with
        {
            Lines =
            [
                new(LinePurpose.StatusLed, "zynqmp_gpio", Led, Kernel: "heartbeat"),
                new(LinePurpose.LearnButton, "zynqmp_gpio", Button, ActiveLow: true, Kernel: "gpio-keys"),
            ],
        };
        BoardPanel panel = new(board, () => _hops, _conditions, _ => new GpioController(_gpio), _sysfs, polls: false, hold ?? TimeSpan.FromMinutes(5));
        panel.LearnPressed += () => _pressed++;
        panel.LearnHeld += () => Interlocked.Increment(ref _held);
        return panel;
    }

    private void Poll(BoardPanel panel, bool pressed, int times)
    {
        _gpio.Pull(Button, pressed);
        for (int i = 0; i < times; i++) panel.Poll();
    }
}
