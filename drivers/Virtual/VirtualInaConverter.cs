using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// The converter of a modelled INA226 or INA260: one ADC that serves current and bus voltage in turn, averages, rounds
/// and clips. A result is computed when it is looked at, from the mean of the rail over the very conversions it covers.
/// </summary>
internal sealed class VirtualInaConverter(
    IClock clock, IVirtualRail rail, VirtualSensorErrors errors, double stepsPerAmpere, double stepsPerOffset,
    double busVoltsPerStep = Ina226.BusVoltsPerStep)
{
    private readonly GaussianNoise _noise = new(errors.Seed);
    private InaConfiguration _configuration;
    private long _begin;
    private long _converted;
    private long _flagged;

    /// <summary>The current register.</summary>
    public short Current { get; private set; }

    /// <summary>The bus voltage register.</summary>
    public ushort Bus { get; private set; }

    /// <summary>A write of the configuration: conversions begin anew.</summary>
    public void Start(InaConfiguration configuration)
    {
        _configuration = configuration;
        _begin = clock.Nanoseconds;
        _converted = 0;
        _flagged = 0;
    }

    /// <summary>Back to the state after power-up.</summary>
    public void Reset(InaConfiguration configuration)
    {
        Start(configuration);
        Current = 0;
        Bus = 0;
    }

    /// <summary>Brings the registers up to the clock.</summary>
    public void Update()
    {
        long cycle = (long)(_configuration.CycleNanoseconds * (1 + errors.Oscillator));
        if (cycle == 0) return;
        long ended = (clock.Nanoseconds - _begin) / cycle;
        if ((_configuration.Mode & 4) == 0) ended = Math.Min(ended, 1);
        if (ended == _converted) return;
        _converted = ended;
        Convert(_begin + ((ended - 1) * cycle), cycle);
    }

    /// <summary>The conversion-ready flag, which reading clears.</summary>
    public bool TakeReady()
    {
        Update();
        bool ready = _converted != _flagged;
        _flagged = _converted;
        return ready;
    }

    private void Convert(long begin, long cycle)
    {
        int averages = _configuration.AverageCount;
        double shuntShare = (double)_configuration.ShuntNanoseconds
            / (_configuration.ShuntNanoseconds + _configuration.BusNanoseconds);
        long single = cycle / averages;
        long shuntTime = (long)(single * shuntShare);
        double amperes = 0, volts = 0;
        for (int i = 0; i < averages; i++)
        {
            long from = begin + (i * single);
            if (shuntTime > 0) amperes += rail.MeanAmperes(from, from + shuntTime);
            if (shuntTime < single) volts += rail.MeanVolts(from + shuntTime, from + single);
        }

        if (shuntTime > 0)
        {
            double offset = errors.CurrentOffset + (errors.CurrentNoise > 0 ? errors.CurrentNoise * _noise.Next() : 0);
            double steps = (amperes / averages * (1 + errors.Gain) * stepsPerAmpere) + (offset * stepsPerOffset);
            Current = (short)Math.Clamp(Math.Round(steps), short.MinValue, short.MaxValue);
        }

        if (shuntTime < single)
        {
            double noise = errors.BusNoiseVolts > 0 ? errors.BusNoiseVolts * _noise.Next() : 0;
            double steps = ((volts / averages) + errors.BusOffsetVolts + noise) / busVoltsPerStep;
            Bus = (ushort)Math.Clamp(Math.Round(steps), 0, short.MaxValue);
        }
    }
}
