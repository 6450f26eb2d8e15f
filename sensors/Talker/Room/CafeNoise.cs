using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>A cafe: babble, the hiss of the room, and cups and spoons that clink at random.</summary>
public sealed class CafeNoise : INoise
{
    /// <summary>The seed of the virtual board's cafe.</summary>
    public const int UsualSeed = 7;

    private const int Clinks = 3;
    private const float Rate = 16_000;
    private readonly BabbleNoise _people;
    private readonly Clink[] _clinks = new Clink[Clinks];
    private TalkerRandom _random;
    private float _hiss;

    /// <param name="seed">Which cafe.</param>
    public CafeNoise(int seed)
    {
        _people = new BabbleNoise(seed);
        _random = TalkerRandom.Of(seed, 22);
    }

    /// <inheritdoc/>
    public void Read(Span<float> samples)
    {
        _people.Read(samples);
        for (int i = 0; i < samples.Length; i++)
        {
            _hiss += 0.2f * (_random.Signed() - _hiss);
            float sound = 0.012f * _hiss;
            for (int c = 0; c < Clinks; c++)
            {
                ref Clink clink = ref _clinks[c];
                if (clink.Wait-- <= 0) Strike(ref clink);
                sound += clink.Next();
            }

            samples[i] += sound;
        }
    }

    private void Strike(ref Clink clink)
    {
        clink.Wait = (int)(Rate * _random.Between(0.5f, 5));
        clink.Ring(_random.Between(1800, 6000), _random.Between(0.03f, 0.15f), _random.Between(0.02f, 0.1f));
    }

    /// <summary>One ringing piece of china: a decaying sine by its recursion.</summary>
    private struct Clink
    {
        public int Wait;
        private float _b, _c, _past1, _past2;

        public void Ring(float hertz, float seconds, float strength)
        {
            float radius = MathF.Exp(-1 / (seconds * Rate));
            float angle = 2 * MathF.PI * hertz / Rate;
            _b = 2 * radius * MathF.Cos(angle);
            _c = -radius * radius;
            _past1 += strength * MathF.Sin(angle);
        }

        public float Next()
        {
            float y = _b * _past1 + _c * _past2;
            _past2 = _past1;
            _past1 = y;
            return y;
        }
    }
}
