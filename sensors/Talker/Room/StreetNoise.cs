using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>
/// A street: low rumble without end, and vehicles that pass, each a swell of tyre noise over the hum of an engine.
/// </summary>
public sealed class StreetNoise : INoise
{
    private const float Rate = 16_000;
    private TalkerRandom _random;
    private float _rumble, _deep, _air;
    private float _tyres, _rough, _engine;
    private float _through = 1, _step, _strength, _brightness, _hum;

    /// <param name="seed">Which street.</param>
    public StreetNoise(int seed) => _random = TalkerRandom.Of(seed, 21);

    /// <inheritdoc/>
    public void Read(Span<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (_through >= 1) NextVehicle();
            _through += _step;
            float white = _random.Signed();
            _rumble += 0.03f * (white - _rumble);
            _deep += 0.02f * (_rumble - _deep);
            _air += 0.35f * (white - _air);

            float near = MathF.Max(0, 1 - MathF.Abs(2 * _through - 1));
            float swell = _strength * near * near * (3 - 2 * near);
            float other = _random.Signed();
            _tyres += (0.06f + _brightness * near) * (other - _tyres);
            _rough += 0.004f * (other - _rough);
            // Two cylinders' worth of hum; the Doppler effect lowers it as the vehicle goes by.
            _engine += _hum * (1.04f - 0.08f * _through) / Rate;
            _engine -= (int)_engine;
            float saw = _engine - 0.5f;
            samples[i] = 2.2f * _deep + 0.03f * _air + swell * (0.55f * _tyres + (0.12f + _rough) * saw);
        }
    }

    private void NextVehicle()
    {
        _through = 0;
        _step = 1 / (Rate * _random.Between(2.5f, 7));
        _strength = _random.Between(0.3f, 1);
        _brightness = _random.Between(0.05f, 0.2f);
        _hum = _random.Between(45, 110);
    }
}
