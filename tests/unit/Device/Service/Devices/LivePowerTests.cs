using System.Device.Gpio;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Service.Devices;

public class LivePowerTests
{
    private readonly Unit.Sensors.Power.Bench _bench = new([(new(1, 2), PowerDomain.PS), (new(1, 3), PowerDomain.PL), (new(12, 1), PowerDomain.BoardInput)]);
    private readonly RailMonitor<Measured> _monitor;
    private readonly Conditions _conditions = new();
    private readonly LivePower _power;
    private long _inferences;

    public LivePowerTests()
    {
        _monitor = new(_bench.Rails, _bench.Clock);
        Sweep(0.1);
        _power = new(_monitor, () => _inferences, _conditions);
    }

    [Fact]
    public void The_energy_of_an_inference_is_that_of_the_rails_of_the_second_before_over_its_inferences()
    {
        Pass(seconds: 1, inferences: 100);
        Assert.Null(Inference());
        Pass(seconds: 1, inferences: 50);
        WindowEnergy energy = Inference()!;
        Assert.Equal((100, "rails", "measured"), (energy.Parts, energy.Name, energy.Provenance));
        Assert.Equal(0.05, energy.Joules, energy.Interval95);
        Assert.InRange(energy.Interval95, 1e-5, 2e-3);
        Pass(seconds: 1, inferences: 100);
        Assert.Equal(0.1, Inference()!.Joules, 2e-3);
    }

    [Fact]
    public void Asked_again_at_once_it_tells_the_same_energy_again()
    {
        Pass(1, 100);
        _power.Read();
        Pass(1, 50);
        WindowEnergy? first = Inference();
        Pass(0.1, 10);
        Assert.Same(first, Inference());
        Pass(0.9, 40);
        Assert.Equal(50, Inference()!.Parts);
    }

    [Fact]
    public void Without_inferences_there_is_no_energy_of_one()
    {
        Pass(1, 0);
        _power.Read();
        Pass(1, 0);
        Assert.Null(Inference());
    }

    [Fact]
    public void A_rail_that_falls_silent_is_a_condition_until_it_returns()
    {
        Pass(1, 100);
        _power.Read();
        Assert.Empty(_conditions.Current);
        _bench.Bus.Fault = OnBoard.Drivers.I2c.I2cFault.BusStuck;
        Pass(2, 100);
        Assert.True(double.IsNaN(_power.Read().Rails.RailWatts));
        Assert.Equal(["3 of 3 rails not read"], _conditions.Current);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("held low", news, StringComparison.Ordinal);
        Pass(1, 100);
        WindowEnergy energy = Inference()!;
        Assert.True(double.IsNaN(energy.Joules));
        Assert.NotNull(energy.Unresolved);
        _bench.Bus.Fault = null;
        Pass(1, 100);
        _power.Read();
        Assert.Empty(_conditions.Current);
    }

    [Fact]
    public void When_all_rails_fall_silent_the_bus_is_recovered_once_in_a_while_and_told()
    {
        const int reset = 5;
        VirtualGpio gpio = new(8);
        int pulses = 0;
        gpio.Observer = (line, high) =>
        {
            if (line == reset && !high) pulses++;
        };
        BoardDescription board = _monitor.Board with { Lines = [new(LinePurpose.MuxReset, "0-0020", reset, ActiveLow: true)] };
        LivePower power = new(
            _monitor, () => 0, _conditions, new PowerBusRecovery(board, _bench.Clock, _ => new GpioController(gpio)));
        Pass(1, 0);
        power.Read();
        Assert.Equal(0, pulses);
        _bench.Bus.Fault = OnBoard.Drivers.I2c.I2cFault.BusStuck;
        for (int second = 0; second < 10; second++)
        {
            Pass(1, 0);
            power.Read();
        }

        Assert.Equal(1, pulses);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Equal("power bus: the multiplexer was reset", news);
        Pass(30, 0);
        power.Read();
        Assert.Equal(2, pulses);
    }

    [Fact]
    public void A_rail_off_its_nominal_voltage_is_a_condition_while_it_is()
    {
        ScriptedRails rails = new() { Doubt = "reads 1.203 V where 0.85 V are nominal", Provenance = "measured" };
        using LivePower power = new(rails, () => 0, _conditions);
        power.Read();
        Assert.Equal(["1 of 3 rails off their voltage"], _conditions.Current);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("rail VCCINT reads 1.203 V where 0.85 V are nominal: its power is not called measured", news, StringComparison.Ordinal);
        rails.Doubt = null;
        Thread.Sleep(600);
        power.Read();
        Assert.Empty(_conditions.Current);
    }

    private WindowEnergy? Inference() => _power.Read().PerInference;

    private void Pass(double seconds, long inferences)
    {
        _inferences += inferences;
        Sweep(seconds);
    }

    private void Sweep(double seconds)
    {
        long end = _bench.Clock.Nanoseconds + (long)(seconds * 1e9);
        _monitor.Sampler.SweepUntil(end);
        _bench.Clock.SleepUntil(end);
    }
}
