using OnBoard.Device.Service.Recording;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public class ScoreWindowTests
{
    [Fact]
    public void The_last_seconds_are_judged_in_their_order()
    {
        ScoreWindow window = new(seconds: 2);
        Random random = new(1);
        float[] wrong = new float[160];
        for (int hop = 0; hop < 350; hop++)
        {
            float[] clean = [.. Enumerable.Range(0, 160).Select(_ => 0.2f * (random.NextSingle() - 0.5f))];

            // What was said before the window is left out: only there is the enhanced sound wrong.
            window.Add(clean, [.. clean.Select(s => s + (0.1f * (random.NextSingle() - 0.5f)))], hop < 150 ? wrong : clean);
        }

        SessionScore score = window.TakeOut()()!;
        Assert.Equal((1.5, 3.5), (score.From, score.To));
        Assert.True(score.Enhanced.SiSdr > 60, $"enhanced is clean but scored {score.Enhanced.SiSdr}");
        Assert.InRange(score.Noisy.SiSdr, 5, 7);
    }

    [Fact]
    public void Silence_is_not_judged()
    {
        ScoreWindow window = new(seconds: 1);
        for (int hop = 0; hop < 100; hop++) window.Add(new float[160], new float[160], new float[160]);
        Assert.Null(window.TakeOut()());
    }
}
