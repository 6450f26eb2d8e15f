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

    private static ReplayScore Validate(Gains kind)
    {
        ReplayMemory replay = HeardMinute.Intermittent.Value.Gather();
        ReplayStore<NoiseStretch> reserve = new(4);
        ReserveNoise.Fill(reserve, 5);
        EnhancerModel model = EnhancerModel.Untrained(OnBoard.Fabric.Network.NetworkDescription.Tiny, 1);
        ReplaySource source = new(replay.HeldOutSpeech, replay.HeldOutNoise, reserve, 0, model.Scaling);
        ReplayValidator validator = new(model.Scaling.Gains, model.Scaling.Format.Bands);
        validator.Reset();
        float[] gains = new float[model.Scaling.Format.Bands];
        while (source.TryNextInTurn(reserve: true))
        {
            if (source.IsFirst) validator.Cut();
            if (kind == Gains.Ideal) source.Target.CopyTo(gains);
            else gains.AsSpan().Fill(kind == Gains.One ? 1 : 0);
            validator.Add(gains, source.Target, source.Heard);
        }

        return validator.Read();
    }
}
