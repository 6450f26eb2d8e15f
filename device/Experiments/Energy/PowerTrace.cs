using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>What each rail's monitor showed over time, kept for a plot. Taken by the sampler's thread, read after it has
/// ended.</summary>
internal sealed class PowerTrace
{
    private readonly List<RailTrace> _rails = [];

    /// <summary>The rails that are kept.</summary>
    public IReadOnlyList<RailTrace> Rails => _rails;

    /// <summary>Names the rails, before the first sweep.</summary>
    public void Begin<TProvenance>(RailSet<TProvenance> rails)
        where TProvenance : struct, IProvenance =>
        _rails.AddRange(rails.Rails.Select(reader => new RailTrace(reader.Rail)));

    /// <summary>Takes what is new since the last call.</summary>
    public void Take<TProvenance>(PowerSampler<TProvenance> sampler)
        where TProvenance : struct, IProvenance
    {
        for (int rail = 0; rail < _rails.Count; rail++)
        {
            PowerReading reading = sampler.Reading(rail);
            if (reading.State == ReadingState.Fresh) _rails[rail].Add(reading.Nanoseconds, reading.Watts);
        }
    }

    /// <summary>Power of one rail over time.</summary>
    internal sealed class RailTrace(BoardRail rail)
    {
        private readonly List<long> _times = [];
        private readonly List<float> _watts = [];

        /// <summary>The rail.</summary>
        public BoardRail Rail { get; } = rail;

        /// <summary>When, on the monotonic clock.</summary>
        public IReadOnlyList<long> Times => _times;

        /// <summary>How much.</summary>
        public IReadOnlyList<float> Watts => _watts;

        /// <summary>Adds a reading, unless it is the one before.</summary>
        public void Add(long nanoseconds, double watts)
        {
            if (_times.Count > 0 && nanoseconds <= _times[^1]) return;
            _times.Add(nanoseconds);
            _watts.Add((float)watts);
        }
    }
}
