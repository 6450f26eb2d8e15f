using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

public class ReplayValidatorTests
{
    private enum Gains
    {
        Ideal,
        One,
        Nothing,
        Unsure,
        Chance,
    }

    [Fact]
    public void The_ideal_mask_is_clearer_and_truer_than_the_mixture_as_it_is()
    {
        ReplayScore ideal = Validate(Gains.Ideal), one = Validate(Gains.One);
        Assert.True(ideal.Clarity > one.Clarity + 0.02, $"{ideal.Clarity:F3} against {one.Clarity:F3}");
        Assert.True(ideal.Fidelity > one.Fidelity + 1, $"{ideal.Fidelity:F2} against {one.Fidelity:F2} dB");
        Assert.True(ideal.Loss < one.Loss);
    }

    [Fact]
    public void What_passes_everything_swallows_nothing_and_what_passes_nothing_swallows_all()
    {
        Assert.Equal(0, Validate(Gains.One).Swallowed, 6);
        Assert.Equal(1, Validate(Gains.Nothing).Swallowed, 6);
        Assert.Equal(0, Validate(Gains.Nothing).Fidelity, 3);
    }

    /// <summary>A network that is unsure of gains that are right is worth more where it is trusted; one whose gains are wrong is not.</summary>
    [Fact]
    public void Trust_is_truer_where_unsure_gains_are_right_and_less_clear_where_they_are_by_chance()
    {
        ReplayScore trusting = Of(Gains.Unsure, true), cautious = Of(Gains.Unsure, false);
        Assert.True(trusting.Fidelity > cautious.Fidelity + 0.2, $"{trusting.Fidelity:F2} {cautious.Fidelity:F2} dB");
        (trusting, cautious) = (Of(Gains.Chance, true), Of(Gains.Chance, false));
        Assert.True(trusting.Clarity < cautious.Clarity - 0.01, $"{trusting} {cautious}");

        static ReplayScore Of(Gains kind, bool trusts) => Validate(kind, GainRule.Standard, trusts);
    }

    private static ReplayScore Validate(Gains kind) => Validate(kind, GainRule.Former, trusts: false);

    private static ReplayScore Validate(Gains kind, GainRule rule, bool trusts)
    {
        ReplayMemory replay = HeardMinute.Intermittent.Value.Gather();
        ReplayStore<NoiseStretch> reserve = new(4);
        ReserveNoise.Fill(reserve, 5);
        EnhancerModel model = EnhancerModel.Untrained(OnBoard.Fabric.Network.NetworkDescription.Tiny, 1);
        ReplaySource source = new(replay.HeldOutSpeech, replay.HeldOutNoise, reserve, 0, model.Scaling);
        ReplayValidator validator = new(rule, model.Scaling.Format.Bands, trusts);
        validator.Reset();
        float[] gains = new float[model.Scaling.Format.Bands];
        NetworkInputs blind = new(model.Scaling); // where a mouth is seen trust makes no difference
        Random random = new(1);
        while (source.TryNextInTurn(reserve: true))
        {
            if (source.IsFirst) validator.Cut();
            for (int band = 0; band < gains.Length; band++)
            {
                float ideal = source.Target[band];
                gains[band] = kind switch
                {
                    Gains.Ideal => ideal,
                    Gains.One => 1,
                    Gains.Nothing => 0,
                    Gains.Unsure => 0.1f + (0.4f * ideal),
                    _ => 0.6f * random.NextSingle(),
                };
            }


            blind.Hear(source.Heard);
            validator.Add(gains, source.Target, source.Heard, blind);
        }

        return validator.Read();
    }
}
